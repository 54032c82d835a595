/** Parses pasted CSV rows (RFC 4180), as a directory exports them. */
import type { Read, Sample } from "./sample.ts";

/** Maximum length of the CSV, in characters. */
export const MAX_CSV = 1_000_000;

/** Maximum number of rows. */
export const MAX_ROWS = 1000;

/** Parses a CSV to one sample for each row; empty cells are absent attributes. */
export function readCsv(csv: string): Read<readonly Sample[]> {
  if (csv.length > MAX_CSV) {
    return { problem: `At most ${MAX_CSV.toLocaleString("en")} characters, found ${csv.length.toLocaleString("en")}` };
  }
  const [names, ...rows] = recordsOf(csv);
  if (names === undefined || rows.length === 0)
    return { problem: "Expected a line of column names and a line of values" };
  return { value: rows.map((row) => sampleOf(names, row)) };
}

function sampleOf(names: readonly string[], row: readonly string[]): Sample {
  const cells = names.map((name, index) => [name.trim(), row[index] ?? ""] as const);
  return new Map(cells.filter(([name, value]) => name !== "" && value !== ""));
}

/** The next cell and its end: a quoted cell, or one up to a comma or line end. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"[^,\r\n]*|([^,\r\n]*))(,|\r\n|\r|\n|$)/y;

function recordsOf(csv: string): readonly (readonly string[])[] {
  const pattern = new RegExp(CELL);
  const records: string[][] = [];
  let record: string[] = [];
  pattern.lastIndex = csv.startsWith("\ufeff") ? 1 : 0;
  while (pattern.lastIndex < csv.length && records.length <= MAX_ROWS) {
    const [, quoted, plain = "", ending] = pattern.exec(csv) ?? [];
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (ending === "," && pattern.lastIndex < csv.length) continue;
    if (record.some((cell) => cell !== "")) records.push(record);
    record = [];
    if (ending === undefined) break;
  }
  return records;
}
