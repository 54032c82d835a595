/** Streams the rows of a CSV file (RFC 4180). */
import { pipeline } from "node:stream";
import { CsvError, type Parser, parse } from "csv-parse";
import { ProvisioningError } from "../../errors.ts";
import type { FileDialect } from "./csv-head.ts";
import { type CsvRow, parserOptions, RowNumbers, syntaxError } from "./csv-syntax.ts";
import { incompleteSource, invalidSource, unreadableSource } from "./file-errors.ts";
import type { OpenedFile } from "./open-file.ts";

/**
 * Longest row, in bytes. An unclosed quote makes the rest of a file one row: this limit stops it, and bounds the
 * memory.
 */
const MAX_ROW_BYTES = 1_048_576;

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
  dialect: FileDialect,
  signal?: AbortSignal,
): AsyncGenerator<CsvRow, void, void> {
  signal?.throwIfAborted();
  const parser = parse(parserOptions(dialect));
  // The callback is empty because pipeline destroys the parser with the error, which then ends the loop below.
  pipeline(utf8Chunks(path, file, dialect, parser, signal), parser, () => {});
  const numbers = new RowNumbers(dialect);
  try {
    for await (const fields of parsedRows(parser)) {
      const row = numbers.next(fields);
      if (row !== undefined) yield row;
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
  { encoding, start }: FileDialect,
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

function toSourceError(path: string, dialect: FileDialect, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof ProvisioningError) return error;
  if (!(error instanceof CsvError)) return unreadableSource(path, error);
  return syntaxError(path, dialect, error);
}
