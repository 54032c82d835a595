/** Streams the rows of a CSV file (RFC 4180). */
import { pipeline } from "node:stream";
import { CsvError, type Parser, parse } from "csv-parse";
import { ProvisioningError } from "../../errors.ts";
import { incompleteSource, invalidSource, unreadableSource } from "./file-errors.ts";
import type { OpenedFile } from "./open-file.ts";

/**
 * Longest row, in bytes. An unclosed quote makes the rest of a file one row: this limit stops it, and bounds the
 * memory.
 */
const MAX_ROW_BYTES = 1_048_576;

/** A row of a CSV file. */
export interface CsvRow {
  /** Number of the row; the header is row 1. */
  readonly row: number;
  /** Number of the line on which the row starts; differs from the row number after a line break inside quotes. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads the rows of a CSV file (RFC 4180: commas, double quotes; LF, CRLF or CR; UTF-8 with or without a byte order
 * mark), one at a time. Skips blank lines. Rows may differ in width.
 *
 * The file may end without a line break, as many tools write it. It counts as cut short when it ends inside quotes or
 * inside a character.
 *
 * @throws ProvisioningError `invalid_source` or `incomplete_source`; the reason of the signal when it is aborted.
 */
export async function* csvRows(
  path: string,
  file: OpenedFile,
  signal?: AbortSignal,
): AsyncGenerator<CsvRow, void, void> {
  signal?.throwIfAborted();
  const parser = parse({ bom: true, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true });
  // The callback is empty because pipeline destroys the parser with the error, which then ends the loop below.
  pipeline(checkedBytes(path, file, parser, signal), parser, () => {});
  let row = 0;
  let line = 1;
  try {
    for await (const fields of parsedRows(parser)) {
      row += 1;
      if (fields.length > 1 || fields[0] !== "") yield { row, line, fields };
      line += 1 + countLineBreaks(fields);
    }
  } catch (error) {
    throw toSourceError(path, error, signal);
  }
}

/** A parser yields arrays of strings as long as its option `columns` is unset; its types do not say so. */
function parsedRows(parser: Parser): AsyncIterable<readonly string[]> {
  return parser;
}

/** Passes the bytes of a file on. Throws at bytes that are not UTF-8, and at a row that is too long. */
async function* checkedBytes(
  path: string,
  file: OpenedFile,
  parser: Parser,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, void> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let first = true;
  let rows = 0;
  let rowBytes = 0;
  const chunks: AsyncIterable<Buffer> = file.handle.createReadStream({ autoClose: false, start: 0 });
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    if (first) rejectOtherFormats(path, chunk);
    first = false;
    if (chunk.includes(0)) throw invalidSource(path, "holds NUL bytes, so it is not UTF-8 text; save it as CSV UTF-8");
    try {
      utf8.decode(chunk, { stream: true });
    } catch {
      throw invalidSource(path, "is not UTF-8 text; save it as CSV UTF-8");
    }
    rowBytes = parser.info.records === rows ? rowBytes + chunk.length : chunk.length;
    rows = parser.info.records;
    if (rowBytes > MAX_ROW_BYTES) {
      throw invalidSource(
        path,
        `row ${rows + 1} is longer than ${MAX_ROW_BYTES} bytes; a quote that is never closed is the usual cause`,
      );
    }
    yield chunk;
  }
  try {
    utf8.decode();
  } catch {
    throw incompleteSource(path, "ends in the middle of a character; the file looks cut short");
  }
}

/** Separators of other formats, and what a message calls them. */
export const OTHER_SEPARATORS: ReadonlyMap<string, string> = new Map([
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
]);

/** Detects UTF-16, and other separators after a quoted first name; a header without quotes is checked by the table. */
function rejectOtherFormats(path: string, start: Buffer): void {
  const [a, b] = start;
  const utf16 = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0;
  if (utf16) throw invalidSource(path, "is UTF-16 text; expected UTF-8, so save it as CSV UTF-8");
  const separator = /^(?:\u00ef\u00bb\u00bf)?"[^"\r\n]*"([;\t|])/.exec(start.toString("latin1", 0, 1024))?.[1] ?? "";
  const name = OTHER_SEPARATORS.get(separator);
  if (name !== undefined) throw separatedBy(path, name);
}

/** A file whose fields are separated by something other than commas. */
export function separatedBy(path: string, separators: string): ProvisioningError {
  return invalidSource(path, `the fields of the first row are separated by ${separators}; expected commas`);
}

function countLineBreaks(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    if (field.includes("\n") || field.includes("\r")) count += field.split(/\r\n|\n|\r/).length - 1;
  }
  return count;
}

function toSourceError(path: string, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof ProvisioningError) return error;
  if (!(error instanceof CsvError)) return unreadableSource(path, error);
  // The parser's own message may quote a field, so only its code and its count are used.
  const row = typeof error["records"] === "number" ? `row ${error["records"] + 1}` : "a row";
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return incompleteSource(path, `${row} opens a quote that is never closed; the file looks cut short`);
    case "CSV_INVALID_CLOSING_QUOTE":
      return invalidSource(
        path,
        `${row} has text after a closing quote; expected a comma or the end of the row, and a quote inside quotes doubled`,
      );
    case "INVALID_OPENING_QUOTE":
      return invalidSource(
        path,
        `${row} has a quote inside an unquoted field; expected the field in quotes, and the quote doubled`,
      );
    default:
      return invalidSource(path, `${row} is not CSV (${error.code})`);
  }
}
