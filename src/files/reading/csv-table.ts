import { type CsvRow, csvRows, OTHER_SEPARATORS, separatedBy } from "./csv-rows.ts";
import { incomplete, invalid, type OpenedFile } from "./open-file.ts";

/** Columns of a file: name to place in the row. */
export type Columns = ReadonlyMap<string, number>;

/** What the header of a file is expected to hold. */
export interface HeaderRules {
  /** Columns that must be there. */
  readonly required: readonly string[];
  /** Columns that are found in any case, and then have the spelling given here; all other names are exact. */
  readonly anyCase: readonly string[];
  /** Columns that are usual in such a file, beside the required ones; a first row that has none of either is not a header. */
  readonly usual?: readonly string[];
}

/** A CSV file as a table. */
export interface CsvTable {
  readonly columns: Columns;
  /** The rows after the header, each as wide as the header. */
  readonly rows: AsyncIterable<CsvRow>;
}

/**
 * Reads a CSV file whose first row is a header. White space around the header's names is dropped.
 *
 * @throws ProvisioningError `invalid_source` for a file that is no such table, also while the rows are read; `incomplete_source` for an empty file
 *   and one that looks cut short: inside quotes, inside a character, or in a last row that is too narrow.
 */
export async function csvTable(
  path: string,
  file: OpenedFile,
  rules: HeaderRules,
  signal?: AbortSignal,
): Promise<CsvTable> {
  const rows = csvRows(path, file, signal);
  const first = await rows.next();
  if (first.done) throw incomplete(path, "is empty; expected a header row");
  try {
    const columns = readHeader(path, first.value.fields, rules);
    return { columns, rows: asWideAs(columns.size, rows, path) };
  } catch (error) {
    await rows.return();
    throw error;
  }
}

/** A row's place, for messages. */
export function placeOf(row: CsvRow): string {
  return `row ${row.row} (line ${row.line})`;
}

async function* asWideAs(width: number, rows: AsyncIterable<CsvRow>, path: string): AsyncGenerator<CsvRow, void, void> {
  const problem = (row: CsvRow) => {
    const fields = row.fields.length === 1 ? "1 field" : `${row.fields.length} fields`;
    return `${placeOf(row)} has ${fields}; expected ${width}, as many as the header`;
  };
  let narrow: CsvRow | undefined;
  for await (const row of rows) {
    // A narrow row is the mark of a file that was cut short only where it is the last one.
    if (narrow !== undefined) throw invalid(path, problem(narrow));
    if (row.fields.length > width) throw invalid(path, problem(row));
    if (row.fields.length < width) narrow = row;
    else yield row;
  }
  if (narrow !== undefined)
    throw incomplete(path, `${problem(narrow)}; it is the last row, so the file looks cut short`);
}

function readHeader(path: string, fields: readonly string[], rules: HeaderRules): Columns {
  const names = fields.map((name) => name.trim());
  const expected = [...new Set([...rules.required, ...(rules.usual ?? [])])];
  const usual = new Set(expected.map((name) => name.toLowerCase()));
  if (!names.some((name) => usual.has(name.toLowerCase()))) throw noHeader(path, names, expected);
  const spelling = new Map(rules.anyCase.map((name) => [name.toLowerCase(), name]));
  const columns = new Map<string, number>();
  const seen = new Map<string, string>();
  for (const [place, name] of names.entries()) {
    const key = name.toLowerCase();
    if (key === "") throw invalid(path, `column ${place + 1} of the header has no name`);
    const other = seen.get(key);
    if (other !== undefined)
      throw invalid(
        path,
        `the header names ${quoted(name)} twice${other === name ? "" : `, also as ${quoted(other)}`}`,
      );
    seen.set(key, name);
    columns.set(spelling.get(key) ?? name, place);
  }
  requireColumns(path, columns, rules.required);
  return columns;
}

/**
 * Checks that columns are there.
 *
 * @throws ProvisioningError `invalid_source`, which names all that are missing.
 */
export function requireColumns(path: string, columns: Columns, required: readonly string[]): void {
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) throw invalid(path, `the header has no column ${missing.map(quoted).join(", ")}`);
}

function noHeader(path: string, names: readonly string[], expected: readonly string[]): Error {
  const used = names.length === 1 ? [...OTHER_SEPARATORS].find(([mark]) => names[0]?.includes(mark)) : undefined;
  if (used !== undefined) return separatedBy(path, used[1]);
  const examples = expected.slice(0, 4).map(quoted).join(", ");
  return invalid(path, `has no header; expected names of columns, such as ${examples}, in the first row`);
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
