/**
 * Cuts the text of an expression into tokens, from left to right, looking at every character once.
 */
import { ExpressionError } from "../errors.ts";
import type { CompareOperator } from "./ast.ts";

/** A token: its kind, its value and its place. */
export interface Token {
  readonly kind: "text" | "number" | "attribute" | "name" | "operator" | "&" | "(" | ")" | "," | "end";
  /** Content without delimiters, escapes resolved; the operator itself; empty for punctuation. */
  readonly value: string;
  readonly offset: number;
  readonly end: number;
}

/** Entra refuses longer expressions. */
export const MAX_EXPRESSION_LENGTH = 10_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether a token value is one of the six comparison operators. */
export function isCompareOperator(value: string): value is CompareOperator {
  return value === "=" || value === "<>" || value === ">" || value === ">=" || value === "<" || value === "<=";
}

/**
 * All tokens of a text; the last one is `end`.
 *
 * @throws ExpressionError `expression_too_long` or `parse_error`.
 */
export function tokenize(source: string): readonly Token[] {
  if (source.length > MAX_EXPRESSION_LENGTH) {
    const message = `An expression has at most ${MAX_EXPRESSION_LENGTH} characters; this one has ${source.length}`;
    throw new ExpressionError(message, { code: "expression_too_long", source, offset: MAX_EXPRESSION_LENGTH });
  }
  const tokens: Token[] = [];
  let offset = skipSpace(source, 0);
  while (offset < source.length) {
    const token = readToken(source, offset);
    tokens.push(token);
    offset = skipSpace(source, token.end);
  }
  tokens.push({ kind: "end", value: "", offset, end: offset });
  return tokens;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isNameStart(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}

function skipSpace(source: string, start: number): number {
  let offset = start;
  while (isSpace(source.charCodeAt(offset))) offset++;
  return offset;
}

function readToken(source: string, offset: number): Token {
  const code = source.charCodeAt(offset);
  if (code === QUOTE) return readText(source, offset);
  if (isNameStart(code)) return readName(source, offset);
  if (isDigit(code)) return readNumber(source, offset);
  switch (source[offset]) {
    case "[":
      return readAttribute(source, offset);
    case "(":
      return { kind: "(", value: "", offset, end: offset + 1 };
    case ")":
      return { kind: ")", value: "", offset, end: offset + 1 };
    case ",":
      return { kind: ",", value: "", offset, end: offset + 1 };
    case "-":
      if (isDigit(source.charCodeAt(offset + 1))) return readNumber(source, offset);
      break;
    case "&":
      return readAmpersand(source, offset);
    case "=":
    case "<":
    case ">":
      return readOperator(source, offset);
  }
  throw parseError(source, offset, unexpected(source, offset));
}

function unexpected(source: string, offset: number): string {
  const character = String.fromCodePoint(source.codePointAt(offset) ?? 0);
  if ("'\u2018\u2019\u201c\u201d".includes(character))
    return `Text stands in straight double quotes ("), not in ${character}`;
  return `Unexpected character ${character}: expected a function, "text", [attribute] or a number`;
}

function parseError(source: string, offset: number, message: string): ExpressionError {
  return new ExpressionError(message, { code: "parse_error", source, offset });
}

/** Two escapes exist, `\"` and `\\`; a backslash before anything else is kept, as in `"\d+"`. */
function readText(source: string, offset: number): Token {
  let value = "";
  let from = offset + 1;
  for (let index = from; index < source.length; index++) {
    const code = source.charCodeAt(index);
    if (code === QUOTE) {
      return { kind: "text", value: value + source.slice(from, index), offset, end: index + 1 };
    }
    if (code !== BACKSLASH) continue;
    const next = source.charCodeAt(index + 1);
    if (next !== QUOTE && next !== BACKSLASH) continue;
    value += source.slice(from, index);
    from = index + 1;
    index++;
  }
  throw parseError(source, offset, 'The text that starts here has no closing quote (")');
}

/** Brackets may nest: API-driven sources have attributes such as `emails[type eq "work"].value`. */
function readAttribute(source: string, offset: number): Token {
  let depth = 0;
  for (let index = offset; index < source.length; index++) {
    const character = source[index];
    if (character === "[") depth++;
    if (character !== "]") continue;
    depth--;
    if (depth > 0) continue;
    if (index === offset + 1) throw parseError(source, offset, "An attribute has a name: expected [name]");
    return { kind: "attribute", value: source.slice(offset + 1, index), offset, end: index + 1 };
  }
  throw parseError(source, offset, "The attribute that starts here has no closing bracket (])");
}

function readName(source: string, offset: number): Token {
  let end = offset + 1;
  for (let code = source.charCodeAt(end); isNameStart(code) || isDigit(code); code = source.charCodeAt(end)) end++;
  return { kind: "name", value: source.slice(offset, end), offset, end };
}

function readNumber(source: string, offset: number): Token {
  let end = offset + 1;
  while (isDigit(source.charCodeAt(end))) end++;
  if (source[end] === "." && isDigit(source.charCodeAt(end + 1))) {
    end += 2;
    while (isDigit(source.charCodeAt(end))) end++;
  }
  if (isNameStart(source.charCodeAt(end)))
    throw parseError(source, end, "A number ends here: expected an operator, a comma or a parenthesis");
  return { kind: "number", value: source.slice(offset, end), offset, end };
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** `&HF7` is a number, any other ampersand joins two texts; `[a]&Head([b])` has a call after it. */
function readAmpersand(source: string, offset: number): Token {
  const end = hexadecimalEnd(source, offset);
  if (end === undefined) return { kind: "&", value: "", offset, end: offset + 1 };
  return { kind: "number", value: source.slice(offset, end), offset, end };
}

function hexadecimalEnd(source: string, offset: number): number | undefined {
  const letter = source[offset + 1];
  if (letter !== "H" && letter !== "h") return undefined;
  let end = offset + 2;
  while (isHexDigit(source.charCodeAt(end))) end++;
  const isName =
    isNameStart(source.charCodeAt(end)) || isDigit(source.charCodeAt(end)) || source[skipSpace(source, end)] === "(";
  return end === offset + 2 || isName ? undefined : end;
}

function readOperator(source: string, offset: number): Token {
  const two = source.slice(offset, offset + 2);
  const value = two === "<>" || two === "<=" || two === ">=" ? two : source.slice(offset, offset + 1);
  return { kind: "operator", value, offset, end: offset + value.length };
}
