/**
 * Splits a filter or a path into tokens, one at a time, in one pass.
 *
 * A lexer is one mutable record; `advance` moves it to the next token. White space is that of JSON (RFC 8259 §2), so
 * that a filter with line breaks parses too; the grammar itself knows only the space.
 */
import { FilterSyntaxError } from "../errors.ts";
import { type LiteralResult, readNumber, readString } from "./literal.ts";

/**
 * Kind of a token. A word is anything up to white space, a quote, a parenthesis or a bracket: a name, operator or
 * constant.
 */
export type TokenKind = "word" | "string" | "number" | "(" | ")" | "[" | "]" | "end";

/** A filter or path being read, and its current token. */
export interface Lexer {
  /** The whole filter or path. */
  readonly source: string;
  /** `scimType` of the errors that the lexer throws. */
  readonly scimType: "invalidFilter" | "invalidPath";
  /** Kind of the current token. */
  kind: TokenKind;
  /** Offset of the current token. */
  start: number;
  /** Offset after the current token. */
  end: number;
  /** Whether a word is a simple name: only characters of names, so neither a colon nor a dot. */
  plain: boolean;
  /** Value of a string or a number. */
  value: string | number | undefined;
}

/** Creates a lexer, positioned on the first token. */
export function openLexer(source: string, scimType: Lexer["scimType"]): Lexer {
  const lexer: Lexer = { source, scimType, kind: "end", start: 0, end: 0, plain: false, value: undefined };
  advance(lexer);
  return lexer;
}

/** Moves to the next token. */
export function advance(lexer: Lexer): void {
  const { source } = lexer;
  let offset = lexer.end;
  let code = source.charCodeAt(offset);
  while (code === 32 || code === 9 || code === 10 || code === 13) code = source.charCodeAt(++offset);
  lexer.start = offset;
  if (code === 34) takeLiteral(lexer, "string", readString(source, offset));
  else if (code === 45 || (code >= 48 && code <= 57)) takeLiteral(lexer, "number", readNumber(source, offset));
  else if (isDelimiter(code)) takeDelimiter(lexer, source[offset]);
  else takeWord(lexer);
}

function takeDelimiter(lexer: Lexer, character: string | undefined): void {
  if (character !== "(" && character !== ")" && character !== "[" && character !== "]")
    fail(lexer, "a visible character");
  lexer.kind = character;
  lexer.end = lexer.start + 1;
}

/** A word of no length is the end of the input. */
function takeWord(lexer: Lexer): void {
  const { source, start } = lexer;
  let end = start;
  let plain = true;
  for (; end < source.length; end++) {
    const code = source.charCodeAt(end);
    if (isNameCharacter(code)) continue;
    if (isDelimiter(code)) break;
    plain = false;
  }
  lexer.kind = end > start ? "word" : "end";
  lexer.end = end;
  lexer.plain = plain && end > start;
}

/** RFC 7643 §2.1 `nameChar`: letters, digits, `-` and `_`; and `$`, for `$ref`. */
function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45 ||
    code === 36
  );
}

function takeLiteral(lexer: Lexer, kind: "string" | "number", { value, end, expected }: LiteralResult): void {
  if (expected !== undefined) fail(lexer, expected, end);
  lexer.kind = kind;
  lexer.end = end;
  lexer.value = value;
}

/** White space, control characters, and `"` `(` `)` `[` `]`. */
function isDelimiter(code: number): boolean {
  return code <= 93 && (code <= 32 || code === 34 || code === 40 || code === 41 || code === 91 || code === 93);
}

/** Whether the current token has the given kind. */
export function at(lexer: Lexer, kind: TokenKind): boolean {
  return lexer.kind === kind;
}

/** The current token as it was written. */
export function tokenSource(lexer: Lexer): string {
  return lexer.source.slice(lexer.start, lexer.end);
}

/** Throws the error for the current token, or for another offset. */
export function fail({ source, scimType, start }: Lexer, expected: string, offset = start): never {
  const found = /^(?:[\w$.:-]{1,40}|.)/su.exec(source.slice(offset, offset + 42))?.[0];
  const problem = found === undefined ? "unexpected end" : `unexpected ${JSON.stringify(found)}`;
  throw new FilterSyntaxError(problem, { source, offset, expected, scimType });
}
