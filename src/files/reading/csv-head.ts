/** The head of a CSV file: its encoding and its dialect, and whether the file ends with a line. */
import { type CsvDelimiter, type CsvDialect, MAX_HEAD, readDialect } from "./csv-dialect.ts";
import { type DetectedEncoding, detectEncoding } from "./encoding.ts";
import { invalidSource } from "./file-errors.ts";
import type { OpenedFile } from "./open-file.ts";

/** Encodings that are read. Windows-1252 cannot be told from other encodings, so it is never assumed. */
export type CsvEncoding = DetectedEncoding | "windows-1252";

/** How to read a file where its content does not show it. */
export interface CsvSettings {
  /** Default: detected from the header. */
  readonly delimiter?: CsvDelimiter | undefined;
  /** Default: UTF-16 where the file begins as UTF-16 does, else UTF-8. */
  readonly encoding?: CsvEncoding | undefined;
}

/** How a file is written. */
export interface FileDialect extends CsvDialect {
  readonly encoding: CsvEncoding;
  /** Offset of the header, in bytes. */
  readonly start: number;
}

/**
 * Detects how a file is written, as {@link readDialect} does.
 *
 * @param known - Names of columns that such a file has, in lower case.
 */
export async function detectDialect(
  path: string,
  file: OpenedFile,
  settings: CsvSettings,
  known: ReadonlySet<string>,
): Promise<FileDialect> {
  const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(MAX_HEAD), 0, MAX_HEAD, 0);
  const bytes = buffer.subarray(0, bytesRead);
  const encoding = settings.encoding ?? detectEncoding(bytes);
  if (encoding === undefined) throw invalidSource(path, "is UTF-32 text; save it as CSV UTF-8");
  const head = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const dialect = readDialect(path, head, settings.delimiter, known);
  return { ...dialect, encoding, start: byteLength(dialect.preamble, encoding) };
}

function byteLength(content: string, encoding: CsvEncoding): number {
  if (encoding === "utf-8") return Buffer.byteLength(content);
  return encoding === "windows-1252" ? content.length : 2 * content.length;
}

/** Whether a line break ends a file. */
export async function endsWithLineBreak(file: OpenedFile, encoding: CsvEncoding): Promise<boolean> {
  const unit = encoding === "utf-16le" || encoding === "utf-16be" ? 2 : 1;
  const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(unit), 0, unit, Math.max(0, file.size - unit));
  const last = new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead));
  return last === "\n" || last === "\r";
}
