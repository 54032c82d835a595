/** A CSV file with a header, as a table of named columns. */
import { type CsvRow, csvRows, OTHER_SEPARATORS, separatedBy } from "./csv-rows.ts";
import { incompleteSource, invalidSource } from "./file-errors.ts";
import type { OpenedFile } from "./open-file.ts";

/** Columns of a file: name to index in the row. */
export type Columns = ReadonlyMap<string, number>;

/** What the header of a file must and may contain. */
export interface HeaderRules {
  /** Columns that must be present. */
  readonly required: readonly string[];
  /** Columns whose names match in any case, and which then have the spelling given here; all other names are exact. */
  readonly anyCase: readonly string[];
  /**
   * Columns that such a file usually has, beside the required ones. A first row with none of either is not a header.
   */
  readonly usual?: readonly string[];
}

/** A CSV file as a table. */
export interface CsvTable {
  readonly columns: Columns;
  /** The rows after the header, each as wide as the header. */
  readonly rows: AsyncIterable<CsvRow>;
}

/**
 * Reads a CSV file whose first row is a header. Trims the names of the header.
 *
 * @throws ProvisioningError `invalid_source` for a file that is no such table, also while the rows are read;
 *   `incomplete_source` for an empty file and one that looks cut short: inside quotes, inside a character, or in a last
 *   row that is too narrow.
 */
export async function csvTable(
  path: string,
  file: OpenedFile,
  rules: HeaderRules,
  signal?: AbortSignal,
): Promise<CsvTable> {
  const rows = csvRows(path, file, signal);
  const first = await rows.next();
  if (first.done) throw incompleteSource(path, "is empty; expected a header row");
  try {
    const columns = readHeader(path, first.value.fields, rules);
    return { columns, rows: checkWidth(columns.size, rows, path) };
  } catch (error) {
    await rows.return();
    throw error;
  }
}

/** Where a row is in the file, for messages. */
export function locationOf(row: CsvRow): string {
  return `row ${row.row} (line ${row.line})`;
}

async function* checkWidth(
  width: number,
  rows: AsyncIterable<CsvRow>,
  path: string,
): AsyncGenerator<CsvRow, void, void> {
  const problem = (row: CsvRow) => {
    const fields = row.fields.length === 1 ? "1 field" : `${row.fields.length} fields`;
    return `${locationOf(row)} has ${fields}; expected ${width}, as many as the header`;
  };
  let narrow: CsvRow | undefined;
  for await (const row of rows) {
    // A narrow row means that the file was cut short only if it is the last one.
    if (narrow !== undefined) throw invalidSource(path, problem(narrow));
    if (row.fields.length > width) throw invalidSource(path, problem(row));
    if (row.fields.length < width) narrow = row;
    else yield row;
  }
  if (narrow !== undefined)
    throw incompleteSource(path, `${problem(narrow)}; it is the last row, so the file looks cut short`);
}

function readHeader(path: string, fields: readonly string[], rules: HeaderRules): Columns {
  const names = fields.map((name) => name.trim());
  const expected = [...new Set([...rules.required, ...(rules.usual ?? [])])];
  const usual = new Set(expected.map((name) => name.toLowerCase()));
  if (!names.some((name) => usual.has(name.toLowerCase()))) throw noHeader(path, names, expected);
  const spelling = new Map(rules.anyCase.map((name) => [name.toLowerCase(), name]));
  const columns = new Map<string, number>();
  const seen = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const key = name.toLowerCase();
    if (key === "") throw invalidSource(path, `column ${index + 1} of the header has no name`);
    const other = seen.get(key);
    if (other !== undefined)
      throw invalidSource(
        path,
        `the header names ${quoted(name)} twice${other === name ? "" : `, also as ${quoted(other)}`}`,
      );
    seen.set(key, name);
    columns.set(spelling.get(key) ?? name, index);
  }
  requireColumns(path, columns, rules.required);
  return columns;
}

/**
 * Checks that columns are present.
 *
 * @throws ProvisioningError `invalid_source`, which names all missing ones.
 */
export function requireColumns(path: string, columns: Columns, required: readonly string[]): void {
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) throw invalidSource(path, `the header has no column ${missing.map(quoted).join(", ")}`);
}

function noHeader(path: string, names: readonly string[], expected: readonly string[]): Error {
  const separator = names.length === 1 ? [...OTHER_SEPARATORS].find(([mark]) => names[0]?.includes(mark)) : undefined;
  if (separator !== undefined) return separatedBy(path, separator[1]);
  const examples = expected.slice(0, 4).map(quoted).join(", ");
  return invalidSource(path, `has no header; expected names of columns, such as ${examples}, in the first row`);
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
