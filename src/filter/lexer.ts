/**
 * Cuts a filter or a path into tokens, one at a time, in one pass.
 *
 * A lexer is one mutable record; `advance` moves it to the next token. White space is any of JSON's (RFC 8259 §2), so that a filter that was
 * broken into lines still parses; the grammar itself knows only the space.
 */
import { FilterSyntaxError } from "../errors.ts";
import { type Read, readNumber, readString } from "./literal.ts";

/** What a token is. A word is anything up to white space, a quote, a parenthesis or a bracket: names, operators, constants. */
export type TokenKind = "word" | "string" | "number" | "(" | ")" | "[" | "]" | "end";

/** A text, the place in it and the token at that place. */
export interface Lexer {
  /** The whole text. */
  readonly source: string;
  /** Keyword of the errors raised for this text. */
  readonly scimType: "invalidFilter" | "invalidPath";
  /** Kind of the current token. */
  kind: TokenKind;
  /** Offset of the current token. */
  start: number;
  /** Offset behind the current token. */
  end: number;
  /** Value of a string or a number. */
  value: string | number | undefined;
}

/** A lexer that stands on the first token of a text. */
export function openLexer(source: string, scimType: Lexer["scimType"]): Lexer {
  const lexer: Lexer = { source, scimType, kind: "end", start: 0, end: 0, value: undefined };
  advance(lexer);
  return lexer;
}

const MARKS: ReadonlyMap<number, TokenKind> = new Map([
  [40, "("],
  [41, ")"],
  [91, "["],
  [93, "]"],
]);

/** Moves to the next token. */
export function advance(lexer: Lexer): void {
  const { source } = lexer;
  let offset = lexer.end;
  let code = source.charCodeAt(offset);
  while (code === 32 || code === 9 || code === 10 || code === 13) code = source.charCodeAt(++offset);
  lexer.start = offset;
  if (code === 34) takeLiteral(lexer, "string", readString(source, offset));
  else if (code === 45 || (code >= 48 && code <= 57)) takeLiteral(lexer, "number", readNumber(source, offset));
  else takeRun(lexer, code);
}

/** Takes a word or a mark; behind the last character `code` is NaN. */
function takeRun(lexer: Lexer, code: number): void {
  const { source, start } = lexer;
  let end = start;
  if (!isDelimiter(code)) while (end < source.length && !isDelimiter(source.charCodeAt(end))) end++;
  lexer.kind = end > start ? "word" : end === source.length ? "end" : (MARKS.get(code) ?? fail(lexer, "a visible character"));
  lexer.end = end > start || end === source.length ? end : start + 1;
}

function takeLiteral(lexer: Lexer, kind: "string" | "number", { value, end, expected }: Read): void {
  if (expected !== undefined) fail(lexer, expected, end);
  lexer.kind = kind;
  lexer.end = end;
  lexer.value = value;
}

/** White space, control characters, and `"` `(` `)` `[` `]`. */
function isDelimiter(code: number): boolean {
  return code <= 93 && (code <= 32 || code === 34 || code === 40 || code === 41 || code === 91 || code === 93);
}

/** Whether the current token is of a kind. */
export function at(lexer: Lexer, kind: TokenKind): boolean {
  return lexer.kind === kind;
}

/** The text of the current token. */
export function tokenText(lexer: Lexer): string {
  return lexer.source.slice(lexer.start, lexer.end);
}

/** Raises the error for the current token, or for another offset in the text. */
export function fail({ source, scimType, start }: Lexer, expected: string, offset = start): never {
  const found = /^(?:[\w$.:-]{1,40}|.)/su.exec(source.slice(offset, offset + 42))?.[0];
  const problem = found === undefined ? "unexpected end" : `unexpected ${JSON.stringify(found)}`;
  throw new FilterSyntaxError(problem, { source, offset, expected, scimType });
}
