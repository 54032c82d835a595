/**
 * The syntax of CSV (RFC 4180) in every dialect: how rows are parsed and numbered, and what is wrong where they cannot
 * be.
 */
import type { CsvError } from "csv-parse";
import type { ProvisioningError } from "../../errors.ts";
import { type CsvDialect, DELIMITER_NAMES } from "./csv-dialect.ts";
import { incompleteSource, invalidSource } from "./file-errors.ts";

/** A row of a CSV file. */
export interface CsvRow {
  /** Number of the row; the header is row 1. */
  readonly row: number;
  /** Number of the line on which the row starts; differs from the row number after a line break inside quotes. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Where a row is in the file, for messages. */
export function locationOf(row: CsvRow): string {
  return `row ${row.row} (line ${row.line})`;
}

/** The options of the parser: double quotes; LF, CRLF or CR; rows may differ in width. */
export function parserOptions({ delimiter }: CsvDialect) {
  return { delimiter, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true };
}

/** Numbers rows as they are parsed. */
export class RowNumbers {
  #row = 0;
  #line: number;

  constructor({ preambleLines }: CsvDialect) {
    this.#line = 1 + preambleLines;
  }

  /** Numbers the next row; undefined for a blank line. */
  next(fields: readonly string[]): CsvRow | undefined {
    this.#row += 1;
    const line = this.#line;
    this.#line += 1 + countLineBreaks(fields);
    return fields.length > 1 || fields[0] !== "" ? { row: this.#row, line, fields } : undefined;
  }
}

function countLineBreaks(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    if (field.includes("\n") || field.includes("\r")) count += field.split(/\r\n|\n|\r/).length - 1;
  }
  return count;
}

/** The error of a text that the parser does not accept, with its place. */
export function syntaxError(path: string, dialect: CsvDialect, error: CsvError): ProvisioningError {
  // The parser's own message may quote a field, so only its code and its counts are used.
  const place = placeOf(error, dialect);
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return incompleteSource(path, `${place} opens a quote that is never closed; the file looks cut short`);
    case "CSV_INVALID_CLOSING_QUOTE":
      return invalidSource(
        path,
        `${place} has text after a closing quote; the file was read as separated by ${DELIMITER_NAMES[dialect.delimiter]}, and a quote inside quotes must be doubled`,
      );
    case "INVALID_OPENING_QUOTE":
      return invalidSource(path, `${place} ${openingQuoteProblem(error["field"])}`);
    default:
      return invalidSource(path, `${place} is not CSV (${error.code})`);
  }
}

function openingQuoteProblem(before: unknown): string {
  return typeof before === "string" && before.trim() === ""
    ? "has a space in front of an opening quote; remove the space"
    : "contains a quote, but is not in quotes; put the field in quotes and double the quote inside it";
}

function placeOf(error: CsvError, { preambleLines }: CsvDialect): string {
  const { records, lines, column } = error;
  const row = typeof records === "number" ? `row ${records + 1}` : "a row";
  const line = typeof lines === "number" ? ` (line ${lines + preambleLines})` : "";
  return `${row}${line}${typeof column === "number" ? `, column ${column + 1}` : ""}`;
}
