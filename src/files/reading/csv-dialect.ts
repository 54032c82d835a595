/** How a CSV file is written: its encoding, its delimiter, and what stands in front of the header. */

import { type DetectedEncoding, detectEncoding } from "./encoding.ts";
import { invalidSource } from "./file-errors.ts";
import type { OpenedFile } from "./open-file.ts";

/** Encodings that are read. Windows-1252 cannot be told from other encodings, so it is never assumed. */
export type CsvEncoding = DetectedEncoding | "windows-1252";

/** Delimiters that are read. */
export type CsvDelimiter = "," | ";" | "\t";

/** How to read a file where its content does not show it. */
export interface CsvSettings {
  /** Default: detected from the header. */
  readonly delimiter?: CsvDelimiter | undefined;
  /** Default: UTF-16 where the file begins as UTF-16 does, else UTF-8. */
  readonly encoding?: CsvEncoding | undefined;
}

/** How a file is written. */
export interface CsvDialect {
  readonly encoding: CsvEncoding;
  readonly delimiter: CsvDelimiter;
  /** Offset of the header, in bytes. */
  readonly start: number;
  /** Number of lines in front of the header: `sep=;` of a spreadsheet, `#TYPE …` of PowerShell. */
  readonly preambleLines: number;
}

/** What messages call the delimiters. */
export const DELIMITER_NAMES: Readonly<Record<CsvDelimiter, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
};

const DELIMITERS: readonly CsvDelimiter[] = [",", ";", "\t"];
const BYTE_ORDER_MARK = "\uFEFF";

/** The header must lie in this many bytes. */
const HEAD_BYTES = 65_536;

/**
 * Detects how a file is written. Between delimiters, the one under which most names of the header are known ones wins,
 * then the one that occurs most often.
 *
 * @param known - Names of columns that such a file has, in lower case.
 */
export async function detectDialect(
  path: string,
  file: OpenedFile,
  settings: CsvSettings,
  known: ReadonlySet<string>,
): Promise<CsvDialect> {
  const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const bytes = buffer.subarray(0, bytesRead);
  const encoding = settings.encoding ?? detectEncoding(bytes);
  if (encoding === undefined) throw invalidSource(path, "is UTF-32 text; save it as CSV UTF-8");
  const head = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const { length, lines, separator } = readPreamble(head);
  const header = head.slice(length);
  return {
    encoding,
    delimiter: settings.delimiter ?? separator ?? detectDelimiter(path, header, known),
    start: byteLength(head.slice(0, length), encoding),
    preambleLines: lines,
  };
}

interface Preamble {
  /** In characters, with the byte order mark. */
  readonly length: number;
  readonly lines: number;
  readonly separator: CsvDelimiter | undefined;
}

/** Lines that programs write in front of the header. */
const PREAMBLE_LINE = /(?:#TYPE[^\r\n]*|"?sep=([,;\t])"?[ \t]*)(?:\r\n|\n|\r)/iy;

function readPreamble(head: string): Preamble {
  let length = head.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  let lines = 0;
  let separator: CsvDelimiter | undefined;
  for (;;) {
    PREAMBLE_LINE.lastIndex = length;
    const match = PREAMBLE_LINE.exec(head);
    if (match === null) return { length, lines, separator };
    length += match[0].length;
    lines += 1;
    separator = DELIMITERS.find((delimiter) => delimiter === match[1]) ?? separator;
  }
}

function detectDelimiter(path: string, header: string, known: ReadonlySet<string>): CsvDelimiter {
  const ranked = DELIMITERS.map((delimiter) => {
    const names = splitHeader(header, delimiter);
    return { delimiter, known: names.filter((name) => known.has(headerKey(name))).length, columns: names.length };
  }).sort((a, b) => b.known - a.known || b.columns - a.columns);
  const [best] = ranked;
  if (best?.columns === 1 && splitHeader(header, "|").length > 1)
    throw invalidSource(
      path,
      "the names of the header are separated by vertical bars; expected commas, semicolons or tabs",
    );
  return best?.delimiter ?? ",";
}

/** The names of a header, without quotes. */
function splitHeader(header: string, delimiter: string): readonly string[] {
  const names: string[] = [];
  let name = "";
  let quoted = false;
  for (const character of header) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "\n" || character === "\r")) break;
    else if (!quoted && character === delimiter) {
      names.push(name);
      name = "";
    } else name += character;
  }
  return [...names, name];
}

/** What two spellings of a column's name have in common: `Object Id` and `objectId` are one name. */
export function headerKey(name: string): string {
  return name.replaceAll(/[\s_-]/g, "").toLowerCase();
}

function byteLength(content: string, encoding: CsvEncoding): number {
  if (encoding === "utf-8") return Buffer.byteLength(content);
  return encoding === "windows-1252" ? content.length : 2 * content.length;
}
