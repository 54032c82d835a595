/**
 * Cuts the text of an expression into tokens, from left to right.
 */
import { ExpressionError, type ExpressionErrorCode } from "../../errors.ts";

/** A token of an expression: its kind, its value and its place. */
export interface ExpressionToken {
  /** Punctuation and the end are kinds of their own. */
  readonly kind: "string" | "number" | "attribute" | "name" | "operator" | "&" | "(" | ")" | "," | "end";
  /** Content without delimiters, escapes resolved; the token itself for numbers, names and operators. */
  readonly value: string;
  /** Zero-based offset of the first character, in UTF-16 code units. */
  readonly offset: number;
  /** Zero-based offset after the last character, in UTF-16 code units. */
  readonly end: number;
}

/** Entra refuses longer expressions. */
const MAX_EXPRESSION_LENGTH = 10_000;

/**
 * One token after white space. Every alternative begins differently, so no character is looked at twice.
 *
 * 1. Text: two escapes exist, `\"` and `\\`; a backslash before anything else is kept, as in `"\d+"`.
 * 2. Attribute: brackets may nest once, for names such as `emails[type eq "work"].value`.
 * 3. Number, also hexadecimal; in `[a]&Head([b])`, the ampersand joins.
 * 4. Name. 5. Operator. 6. Punctuation.
 */
const TOKEN =
  /\s*(?:"((?:[^"\\]|\\["\\]|\\(?!["\\]))*)"|\[((?:[^[\]]|\[[^[\]]*\])+)\]|((?:-?\d+(?:\.\d+)?|&[Hh][\dA-Fa-f]+(?!\s*\())(?!\w))|([A-Za-z_]\w*)|(<>|[<>]=?|=)|([&(),]))/y;

const KINDS = ["string", "attribute", "number", "name", "operator"] as const;

/**
 * Cuts an expression into its tokens, as an editor needs them for colours.
 *
 * @param source the text; what its tokens mean together is not looked at.
 * @returns the tokens in the order of the text, white space left out.
 * @throws ExpressionError `expression_too_long` or `parse_error`.
 */
export function tokenizeExpression(source: string): readonly ExpressionToken[] {
  if (source.length > MAX_EXPRESSION_LENGTH) {
    const message = `An expression has at most ${MAX_EXPRESSION_LENGTH} characters, found ${source.length}`;
    refuse(source, MAX_EXPRESSION_LENGTH, message, "expression_too_long");
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
    tokens.push(tokenOf(found, end));
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

/** Ends parsing, with the place in the expression. */
export function refuse(
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
  return refuse(source, offset, problemAt(character));
}

function problemAt(character: string): string {
  if (character === '"') return 'Expected a closing quote (")';
  if (character === "[") return "Expected a name and a closing bracket (])";
  if (/[‘’“”']/.test(character)) return `Expected straight quotes ("), found ${character}`;
  return `Expected a function, "string", [attribute] or a number, found ${character}`;
}
