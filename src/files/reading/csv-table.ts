/** A CSV file with a header, as a table of named columns. */
import { type CsvSettings, detectDialect, endsWithLineBreak, type FileDialect } from "./csv-head.ts";
import { type Columns, type HeaderRules, isCompleteExport, knownKeys, readHeader } from "./csv-header.ts";
import { csvRows } from "./csv-rows.ts";
import type { CsvRow } from "./csv-syntax.ts";
import { incompleteSource } from "./file-errors.ts";
import type { OpenedFile } from "./open-file.ts";
import { RowWidths } from "./row-widths.ts";

/** A CSV file as a table. */
export interface CsvTable {
  readonly dialect: FileDialect;
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
  const dialect = await detectDialect(path, file, settings, knownKeys(header));
  const rows = csvRows(path, file, dialect, signal);
  const first = await rows.next();
  if (first.done) throw incompleteSource(path, "is empty; expected a header row");
  try {
    const columns = readHeader(path, first.value.fields, header);
    const complete = await endsWithLineBreak(file, dialect.encoding);
    if (!complete && isCompleteExport(columns, header))
      throw incompleteSource(path, "does not end with a line break, as such an export does; the file looks cut short");
    return { dialect, columns, rows: checkRows(rows, new RowWidths(path, columns.size, complete)) };
  } catch (error) {
    await rows.return();
    throw error;
  }
}

async function* checkRows(rows: AsyncIterable<CsvRow>, widths: RowWidths): AsyncGenerator<CsvRow, void, void> {
  for await (const row of rows) if (widths.add(row)) yield row;
  widths.finish();
}
