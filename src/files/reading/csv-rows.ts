/** Streams the rows of a CSV file (RFC 4180). */
import { pipeline } from "node:stream";
import { CsvError, type Parser, parse } from "csv-parse";
import { ProvisioningError } from "../../errors.ts";
import { type CsvDialect, DELIMITER_NAMES } from "./csv-dialect.ts";
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
 * Reads the rows of a CSV file (RFC 4180: double quotes; LF, CRLF or CR), one at a time. Skips blank lines. Rows may
 * differ in width.
 *
 * The file may end without a line break, as many tools write it. It counts as cut short when it ends inside quotes or
 * inside a character.
 *
 * @throws ProvisioningError `invalid_source` or `incomplete_source`; the reason of the signal when it is aborted.
 */
export async function* csvRows(
  path: string,
  file: OpenedFile,
  dialect: CsvDialect,
  signal?: AbortSignal,
): AsyncGenerator<CsvRow, void, void> {
  signal?.throwIfAborted();
  const { delimiter, preambleLines } = dialect;
  const parser = parse({ delimiter, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true });
  // The callback is empty because pipeline destroys the parser with the error, which then ends the loop below.
  pipeline(utf8Chunks(path, file, dialect, parser, signal), parser, () => {});
  let row = 0;
  let line = 1 + preambleLines;
  try {
    for await (const fields of parsedRows(parser)) {
      row += 1;
      if (fields.length > 1 || fields[0] !== "") yield { row, line, fields };
      line += 1 + countLineBreaks(fields);
    }
  } catch (error) {
    throw toSourceError(path, dialect, error, signal);
  }
}

/** A parser yields arrays of strings as long as its option `columns` is unset; its types do not say so. */
function parsedRows(parser: Parser): AsyncIterable<readonly string[]> {
  return parser;
}

/**
 * The content of a file from its header on, as UTF-8. Throws at bytes that are not in the file's encoding, and at a row
 * that is too long.
 */
async function* utf8Chunks(
  path: string,
  file: OpenedFile,
  { encoding, start }: CsvDialect,
  parser: Parser,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, void> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let rows = 0;
  let rowBytes = 0;
  const chunks: AsyncIterable<Buffer> = file.handle.createReadStream({ autoClose: false, start });
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    const decoded = decodeChunk(path, decoder, chunk);
    const content = encoding === "utf-8" ? chunk : Buffer.from(decoded);
    if (content.includes(0))
      throw invalidSource(path, "contains NUL characters, so it is not text; save it as CSV UTF-8");
    rowBytes = parser.info.records === rows ? rowBytes + content.length : content.length;
    rows = parser.info.records;
    if (rowBytes > MAX_ROW_BYTES) {
      throw invalidSource(
        path,
        `row ${rows + 1} is longer than ${MAX_ROW_BYTES} bytes; a quote that is never closed is the usual cause`,
      );
    }
    yield content;
  }
  try {
    decoder.decode();
  } catch {
    throw incompleteSource(path, "ends in the middle of a character; the file looks cut short");
  }
}

function decodeChunk(path: string, decoder: TextDecoder, chunk: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw invalidSource(
      path,
      decoder.encoding === "utf-8"
        ? 'is not UTF-8 text; save it as "CSV UTF-8", or name its encoding: a spreadsheet\'s plain "CSV" is often windows-1252'
        : `is not ${decoder.encoding} text`,
    );
  }
}

function countLineBreaks(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    if (field.includes("\n") || field.includes("\r")) count += field.split(/\r\n|\n|\r/).length - 1;
  }
  return count;
}

function toSourceError(path: string, dialect: CsvDialect, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof ProvisioningError) return error;
  if (!(error instanceof CsvError)) return unreadableSource(path, error);
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
