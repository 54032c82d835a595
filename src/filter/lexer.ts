/**
 * Splits a filter or a path into tokens, one at a time, in one pass.
 *
 * A lexer is one mutable record; `advance` moves it to the next token. White space is that of JSON (RFC 8259 §2), so
 * that a filter with line breaks parses too; the grammar itself knows only the space.
 */
import { FilterSyntaxError } from "../errors.ts";

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
  /** Value of a string or a number; undefined for other tokens. */
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
  lexer.value = undefined;
  if (code === 34) takeString(lexer);
  else if (code === 45 || (code >= 48 && code <= 57)) takeNumber(lexer);
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

/** A JSON string (RFC 8259 §7). Lone surrogates are allowed, as in JSON. */
function takeString(lexer: Lexer): void {
  const { source, start } = lexer;
  lexer.kind = "string";
  for (let end = start + 1; end < source.length; end++) {
    const code = source.charCodeAt(end);
    if (code === 34) {
      lexer.value = source.slice(start + 1, end);
      lexer.end = end + 1;
      return;
    }
    if (code === 92 || code < 32) break;
  }
  takeEscapedString(lexer);
}

/**
 * The pattern matches what JSON allows and stops at the first character it does not. Its parts start with different
 * characters, so it never backtracks.
 */
function takeEscapedString(lexer: Lexer): void {
  const { source, start } = lexer;
  const pattern = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[ !#-[\]-\uffff]*)*/y;
  pattern.lastIndex = start;
  pattern.test(source);
  const end = pattern.lastIndex;
  if (source[end] !== '"') fail(lexer, end === source.length ? "a closing quote" : "an escape sequence of JSON", end);
  lexer.value = String(JSON.parse(source.slice(start, end + 1)));
  lexer.end = end + 1;
}

/** A JSON number (RFC 8259 §6) within the range of a double: no leading zero, no plus, no bare point. */
function takeNumber(lexer: Lexer): void {
  const { source, start } = lexer;
  const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  pattern.lastIndex = start;
  if (!pattern.test(source)) fail(lexer, "a number of JSON");
  const value = Number(source.slice(start, pattern.lastIndex));
  if (!Number.isFinite(value)) fail(lexer, "a finite number");
  lexer.kind = "number";
  lexer.value = value;
  lexer.end = pattern.lastIndex;
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
export function fail(
  { source, scimType, start }: Pick<Lexer, "source" | "scimType" | "start">,
  expected: string,
  offset = start,
): never {
  const found = /^(?:[\w$.:-]{1,40}|.)/su.exec(source.slice(offset, offset + 42))?.[0];
  const problem = found === undefined ? "unexpected end" : `unexpected ${JSON.stringify(found)}`;
  throw new FilterSyntaxError(problem, { source, offset, expected, scimType });
}
