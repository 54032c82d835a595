/** Splits an expression into tokens, from left to right. */
import { ExpressionError, type ExpressionErrorCode } from "../../errors.ts";

/** A token of an expression. */
export interface ExpressionToken {
  /** Kind of the token; each punctuation mark is a kind. */
  readonly kind: "string" | "number" | "attribute" | "name" | "operator" | "&" | "(" | ")" | "," | "end";
  /** Content without delimiters, escapes resolved; the token as written for numbers, names and operators. */
  readonly value: string;
  /** Zero-based offset of the first character, in UTF-16 code units. */
  readonly offset: number;
  /** Zero-based offset after the last character, in UTF-16 code units. */
  readonly end: number;
}

/** Maximum length in UTF-16 code units; Entra rejects longer expressions. */
const MAX_EXPRESSION_LENGTH = 10_000;

/**
 * One token after white space. Every alternative starts with different characters, so no character is read twice.
 *
 * 1. String: there are two escapes, `\"` and `\\`; a backslash before anything else is kept, as in `"\d+"`.
 * 2. Attribute: brackets may nest once, for names such as `emails[type eq "work"].value`.
 * 3. Number, also hexadecimal; in `[a]&Head([b])`, the ampersand is the operator.
 * 4. Name.
 * 5. Operator.
 * 6. Punctuation.
 */
const TOKEN =
  /\s*(?:"((?:[^"\\]|\\["\\]|\\(?!["\\]))*)"|\[((?:[^[\]]|\[[^[\]]*\])+)\]|((?:-?\d+(?:\.\d+)?|&[Hh][\dA-Fa-f]+(?!\s*\())(?!\w))|([A-Za-z_]\w*)|(<>|[<>]=?|=)|([&(),]))/y;

const KINDS = ["string", "attribute", "number", "name", "operator"] as const;

/** Splits an expression into tokens, in order, without white space. */
export function tokenize(source: string): readonly ExpressionToken[] {
  if (source.length > MAX_EXPRESSION_LENGTH) {
    const message = `An expression has at most ${MAX_EXPRESSION_LENGTH} characters, found ${source.length}`;
    failParsing(source, MAX_EXPRESSION_LENGTH, message, "expression_too_long");
  }
  const length = source.trimEnd().length;
  const pattern = new RegExp(TOKEN);
  const tokens: ExpressionToken[] = [];
  let end = 0;
  while (end < length) {
    pattern.lastIndex = end;
    const found = pattern.exec(source);
    if (found === null) return unexpected(source, end);
    end = pattern.lastIndex;
    const token = tokenOf(found, end);
    if (token.kind === "attribute" && token.value.trim() !== token.value) {
      failParsing(source, token.offset, "Expected no space inside the brackets");
    }
    tokens.push(token);
  }
  return tokens;
}

function tokenOf(found: RegExpExecArray, end: number): ExpressionToken {
  const offset = end - found[0].trimStart().length;
  const group = found.findLastIndex((part) => part !== undefined);
  const part = found[group] ?? "";
  const kind = KINDS[group - 1];
  if (kind === undefined) return { kind: punctuation(part), value: "", offset, end };
  return { kind, value: kind === "string" ? part.replace(/\\(["\\])/g, "$1") : part, offset, end };
}

function punctuation(character: string): "&" | "(" | ")" | "," {
  return character === "&" || character === "(" || character === ")" ? character : ",";
}

/**
 * Fails parsing.
 *
 * @throws ExpressionError with the given offset and code.
 */
export function failParsing(
  source: string,
  offset: number,
  message: string,
  code: ExpressionErrorCode = "parse_error",
): never {
  throw new ExpressionError(message, { code, source, offset });
}

function unexpected(source: string, start: number): never {
  const offset = source.length - source.slice(start).trimStart().length;
  const character = String.fromCodePoint(source.codePointAt(offset) ?? 0);
  return failParsing(source, offset, problemAt(character));
}

function problemAt(character: string): string {
  if (character === '"') return 'Expected a closing quote (")';
  if (character === "[") return "Expected a name and a closing bracket (])";
  return `Expected a function, "string", [attribute] or a number, found ${character}`;
}
