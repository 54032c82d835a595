/** Reads a few pasted CSV rows (RFC 4180), as exported from a directory. */
import type { Read, Sample } from "./sample.ts";

/** Longest CSV, in characters. */
export const MAX_CSV = 1_000_000;

/** Most rows that are read. */
export const MAX_ROWS = 1000;

/** The rows of a CSV by its column names; empty cells are absent attributes. */
export function readCsv(text: string): Read<readonly Sample[]> {
  if (text.length > MAX_CSV) {
    return { problem: `At most ${MAX_CSV.toLocaleString("en")} characters, found ${text.length.toLocaleString("en")}` };
  }
  const [names, ...rows] = recordsOf(text);
  if (names === undefined || rows.length === 0)
    return { problem: "Expected a line of column names and a line of values" };
  return { value: rows.map((row) => sampleOf(names, row)) };
}

function sampleOf(names: readonly string[], row: readonly string[]): Sample {
  const cells = names.map((name, index) => [name.trim(), row[index] ?? ""] as const);
  return new Map(cells.filter(([name, value]) => name !== "" && value !== ""));
}

/** One cell and what ends it, from where the last one ended: quoted, or up to a comma or line end. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"[^,\r\n]*|([^,\r\n]*))(,|\r\n|\r|\n|$)/y;

function recordsOf(text: string): readonly (readonly string[])[] {
  const pattern = new RegExp(CELL);
  const records: string[][] = [];
  let record: string[] = [];
  pattern.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  while (pattern.lastIndex < text.length && records.length <= MAX_ROWS) {
    const [, quoted, plain = "", ending] = pattern.exec(text) ?? [];
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (ending === "," && pattern.lastIndex < text.length) continue;
    if (record.some((cell) => cell !== "")) records.push(record);
    record = [];
    if (ending === undefined) break;
  }
  return records;
}
