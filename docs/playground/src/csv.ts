/** Reads users that were pasted as CSV, by the rules of the command line. */
import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { checkedColumns, UserRowChecks } from "../../../src/files/csv/check-user-row.ts";
import { toUser, userHeader } from "../../../src/files/csv/user-rows.ts";
import { type CsvDialect, MAX_HEAD, readDialect } from "../../../src/files/reading/csv-dialect.ts";
import { knownKeys, readHeader } from "../../../src/files/reading/csv-header.ts";
import { type CsvRow, parserOptions, RowNumbers, syntaxError } from "../../../src/files/reading/csv-syntax.ts";
import { incompleteSource } from "../../../src/files/reading/file-errors.ts";
import { RowWidths } from "../../../src/files/reading/row-widths.ts";
import type { SourceUser } from "../../../src/provisioning/ports/source.ts";

/** Most users that are read. */
export const MAX_USERS = 1000;

/**
 * The users of a CSV text. One row to try a mapping with needs no id.
 *
 * @param name - What messages call the text.
 * @param attributes - Attributes that are read.
 * @throws ProvisioningError with the row and the column of what cannot be read.
 */
export function readCsvUsers(name: string, text: string, attributes: readonly string[]): readonly SourceUser[] {
  const header = { ...userHeader(attributes), required: [] };
  const dialect = readDialect(name, text.slice(0, MAX_HEAD), undefined, knownKeys(header));
  const [first, ...rows] = readRows(name, text, dialect);
  if (first === undefined) throw incompleteSource(name, "is empty; expected a header row");
  const columns = readHeader(name, first.fields, header);
  if (rows.length === 0) throw incompleteSource(name, "has a header but no users");
  // What was pasted may end without a line break.
  const widths = new RowWidths(name, columns.size, true);
  const checks = new UserRowChecks(name, checkedColumns(columns, attributes));
  const users = rows
    .filter((row) => widths.add(row))
    .map((row) => {
      checks.add(row);
      return toUser(row, columns);
    });
  widths.finish();
  checks.finish();
  return users;
}

function readRows(name: string, text: string, dialect: CsvDialect): readonly CsvRow[] {
  const numbers = new RowNumbers(dialect);
  try {
    const content = text.slice(dialect.preamble.length);
    const records: readonly (readonly string[])[] = parse(content, { ...parserOptions(dialect), to: MAX_USERS + 1 });
    return records.map((fields) => numbers.next(fields)).filter((row) => row !== undefined);
  } catch (error) {
    throw error instanceof CsvError ? syntaxError(name, dialect, error) : error;
  }
}
