/** Generates the README's table of entry points with their sizes. */
import { ENTRY_POINTS, measure, nameOf } from "./entry-points.ts";

/** Formats a size in kilobytes. */
export function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
}

/** Returns the table as Markdown. */
export async function sizeTable(): Promise<string> {
  const rows = await Promise.all(
    ENTRY_POINTS.map(async (entry) => {
      const { own, whole } = await measure(entry);
      const packages = entry.packages.length === 0 ? "" : ` with ${entry.packages.join(", ")}`;
      const size = entry.packages.length === 0 ? kilobytes(own) : `${kilobytes(own)}; ${kilobytes(whole)}${packages}`;
      return `| \`${nameOf(entry)}\` | ${entry.holds} | ${size} |`;
    }),
  );
  return ["| entry point | contents | kB |", "| --- | --- | --- |", ...rows].join("\n");
}

/** Replaces the table between two marks of a page, such as `<!-- sizes -->` and `<!-- /sizes -->`. */
export function withTable(page: string, mark: string, table: string): string {
  return page.replace(
    new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`),
    (_, begin: string, end: string) => `${begin}${table}\n${end}`,
  );
}
