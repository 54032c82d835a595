/** The README's table of entry points. */
import { ENTRY_POINTS, measure, nameOf } from "./entry-points.ts";

/** Kilobytes, as people write them. */
export function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
}

/** The table, as Markdown. */
export async function sizeTable(): Promise<string> {
  const rows = await Promise.all(
    ENTRY_POINTS.map(async (entry) => {
      const { own, whole } = await measure(entry);
      const packages = entry.packages.length === 0 ? "" : ` with ${entry.packages.join(", ")}`;
      const size = entry.packages.length === 0 ? kilobytes(own) : `${kilobytes(own)}; ${kilobytes(whole)}${packages}`;
      return `| \`${nameOf(entry)}\` | ${entry.holds} | ${size} |`;
    }),
  );
  return ["| entry point | what it has | kB |", "| --- | --- | --- |", ...rows].join("\n");
}

/** A page in which the table between two marks, such as `<!-- sizes -->` and `<!-- /sizes -->`, is replaced. */
export function withTable(page: string, mark: string, table: string): string {
  return page.replace(
    new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`),
    (_, begin: string, end: string) => `${begin}${table}\n${end}`,
  );
}
