/** A CSV file with a header, as a table of named columns. */
import { describeOtherHeader, describeWebPage, type ExpectedKind } from "../../internal/graph-kinds.ts";
import { type CsvDialect, type CsvSettings, detectDialect, headerKey } from "./csv-dialect.ts";
import { type CsvRow, csvRows } from "./csv-rows.ts";
import { readStart } from "./encoding.ts";
import { incompleteSource, invalidSource } from "./file-errors.ts";
import { endsWithLineBreak, LastCells } from "./last-cell.ts";
import type { OpenedFile } from "./open-file.ts";

/** Columns of a file: name to index in the row. */
export type Columns = ReadonlyMap<string, number>;

/** What the header of a file must and may contain. */
export interface HeaderRules {
  /** Columns that must be present. */
  readonly required: readonly string[];
  /**
   * Names of columns that are recognized in any case, with or without spaces, and then have the spelling given here. A
   * first row with none of them is not a header.
   */
  readonly known: readonly string[];
  /** Other names of known columns, such as `objectId` for `id`, to be used where the known one is absent. */
  readonly synonyms?: ReadonlyMap<string, string>;
  /** What the rows are, to recognize a file of something else. */
  readonly kind: ExpectedKind;
  /** Columns of an export that always ends with a line break; a file that has them all and does not was cut. */
  readonly completeExport?: readonly string[];
}

/** A CSV file as a table. */
export interface CsvTable {
  readonly dialect: CsvDialect;
  readonly columns: Columns;
  /** The rows after the header, each as wide as the header. */
  readonly rows: AsyncIterable<CsvRow>;
}

/** Options of {@link csvTable}. */
export interface CsvTableOptions {
  readonly header: HeaderRules;
  readonly settings?: CsvSettings | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a CSV file whose first row is a header. Trims the names of the header.
 *
 * @throws ProvisioningError `invalid_source` for a file that is no such table, also while the rows are read;
 *   `incomplete_source` for an empty file and one that looks cut short: inside quotes, inside a character, inside its
 *   last cell, or in a last row that is too narrow.
 */
export async function csvTable(path: string, file: OpenedFile, options: CsvTableOptions): Promise<CsvTable> {
  const { header, settings = {}, signal } = options;
  const start = await readStart(file);
  const page = describeWebPage(start);
  if (page !== undefined) throw invalidSource(path, page);
  if (/^\s*[[{]/.test(start)) throw invalidSource(path, "is JSON, not CSV; give it a name that ends with .json");
  const dialect = await detectDialect(path, file, settings, knownKeys(header));
  const rows = csvRows(path, file, dialect, signal);
  const first = await rows.next();
  if (first.done) throw incompleteSource(path, "is empty; expected a header row");
  try {
    const columns = readHeader(path, first.value.fields, header);
    const complete = await endsWithLineBreak(file, dialect.encoding);
    if (!complete && isCompleteExport(columns, header))
      throw incompleteSource(path, "does not end with a line break, as such an export does; the file looks cut short");
    return { dialect, columns, rows: checkRows(path, columns.size, rows, complete) };
  } catch (error) {
    await rows.return();
    throw error;
  }
}

/** Where a row is in the file, for messages. */
export function locationOf(row: CsvRow): string {
  return `row ${row.row} (line ${row.line})`;
}

async function* checkRows(
  path: string,
  width: number,
  rows: AsyncIterable<CsvRow>,
  complete: boolean,
): AsyncGenerator<CsvRow, void, void> {
  const problem = (row: CsvRow) => {
    const fields = row.fields.length === 1 ? "1 field" : `${row.fields.length} fields`;
    return `${locationOf(row)} has ${fields}; expected ${width}, as many as the header`;
  };
  const lastCells = new LastCells();
  let narrow: CsvRow | undefined;
  for await (const row of rows) {
    // A narrow row means that the file was cut short only if it is the last one.
    if (narrow !== undefined) throw invalidSource(path, problem(narrow));
    if (row.fields.length > width) throw invalidSource(path, problem(row));
    if (row.fields.length < width) {
      narrow = row;
      continue;
    }
    if (!complete) lastCells.add(row.fields[width - 1] ?? "");
    yield row;
  }
  if (narrow !== undefined)
    throw incompleteSource(path, `${problem(narrow)}; it is the last row, so the file looks cut short`);
  if (lastCells.looksCut) {
    throw incompleteSource(
      path,
      "the last cell differs in form from those above it, and no line break follows: the file looks cut short; if it is complete, end it with a line break",
    );
  }
}

function readHeader(path: string, fields: readonly string[], rules: HeaderRules): Columns {
  const names = fields.map((name) => name.trim());
  const known = new Map(rules.known.map((name) => [headerKey(name), name]));
  const present = new Set(names.map(headerKey));
  const other = describeOtherHeader(present, rules.kind);
  if (other !== undefined) throw invalidSource(path, other);
  const keys = knownKeys(rules);
  if (![...present].some((key) => keys.has(key))) throw noHeader(path, rules.known);
  const columns = new Map<string, number>();
  const seen = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const key = headerKey(name);
    if (key === "") throw invalidSource(path, `column ${index + 1} of the header has no name`);
    const synonym = rules.synonyms?.get(key);
    const column = synonym === undefined || present.has(headerKey(synonym)) ? (known.get(key) ?? name) : synonym;
    const other = seen.get(column.toLowerCase());
    if (other !== undefined)
      throw invalidSource(
        path,
        `the header names ${quoted(name)} twice${other === name ? "" : `, also as ${quoted(other)}`}`,
      );
    seen.set(column.toLowerCase(), name);
    columns.set(column, index);
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

function isCompleteExport(columns: Columns, { completeExport = [] }: HeaderRules): boolean {
  return completeExport.length > 0 && completeExport.every((name) => columns.has(name));
}

function knownKeys({ required, known, synonyms = new Map() }: HeaderRules): ReadonlySet<string> {
  return new Set([...[...required, ...known].map(headerKey), ...synonyms.keys()]);
}

function noHeader(path: string, expected: readonly string[]): Error {
  const examples = expected.slice(0, 4).map(quoted).join(", ");
  return invalidSource(path, `has no header; expected names of columns, such as ${examples}, in the first row`);
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
