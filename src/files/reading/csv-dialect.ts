/** How a CSV text is written: its delimiter, and what stands in front of the header. */
import { describeWebPage } from "../../internal/graph-kinds.ts";
import { invalidSource } from "./file-errors.ts";

/** Delimiters that are read. */
export type CsvDelimiter = "," | ";" | "\t";

/** How a text is written. */
export interface CsvDialect {
  readonly delimiter: CsvDelimiter;
  /** What stands in front of the header: a byte order mark, `sep=;` of a spreadsheet, `#TYPE …` of PowerShell. */
  readonly preamble: string;
  /** Number of its lines. */
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

/** The header must lie in this many bytes, or characters. */
export const MAX_HEAD = 65_536;

/**
 * Detects how a text is written. Between delimiters, the one under which most names of the header are known ones wins,
 * then the one that occurs most often.
 *
 * @param head - The beginning of the text, with the whole header.
 * @param delimiter - The delimiter where it is known.
 * @param known - Names of columns that such a text has, in lower case.
 * @throws ProvisioningError `invalid_source` for a web page, JSON, and other delimiters.
 */
export function readDialect(
  path: string,
  head: string,
  delimiter: CsvDelimiter | undefined,
  known: ReadonlySet<string>,
): CsvDialect {
  const page = describeWebPage(head);
  if (page !== undefined) throw invalidSource(path, page);
  if (/^\s*[[{]/.test(head)) throw invalidSource(path, "is JSON, not CSV; give it a name that ends with .json");
  const { length, lines, separator } = readPreamble(head);
  const header = head.slice(length);
  return {
    delimiter: delimiter ?? separator ?? detectDelimiter(path, header, known),
    preamble: head.slice(0, length),
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
