/**
 * Reads an expression of an attribute mapping into a tree.
 *
 * The grammar is that of the public reference, and of the examples that go beyond its prose:
 *
 *     expression := concat [ ("=" | "<>" | ">" | ">=" | "<" | "<=") concat ]
 *     concat     := primary { "&" primary }
 *     primary    := string | number | hex | attribute | keyword | call
 *     call       := name "(" [ argument { "," argument } ] ")"
 *     argument   := expression | nothing
 *
 * One function a production, one token of lookahead, no backtracking. Names of functions are not looked up here: the tree of an
 * expression with an unknown function can still be printed and checked.
 */
import { ExpressionError } from "../errors.ts";
import type { ExpressionNode, Keyword } from "./ast.ts";
import { isCompareOperator } from "./compare.ts";
import { type Token, tokenize } from "./lexer.ts";

/** How deep calls may nest: far more than the portal's longest chains of IIF, far less than a stack holds. */
export const MAX_EXPRESSION_DEPTH = 200;

const KEYWORDS: readonly Keyword[] = [
  "vbTextCompare",
  "vbBinaryCompare",
  "UTF8",
  "Unicode",
  "ASCII",
  "IgnoreAttributeFlow",
  "IgnoreObjectFlow",
];

interface Cursor {
  readonly source: string;
  readonly tokens: readonly Token[];
  /** What is read beyond the last token. */
  readonly last: Token;
  /** Index of the token that is read next; only `take` moves it. */
  next: number;
  /** How many calls are open. */
  depth: number;
}

/**
 * Parses the text of an expression.
 *
 * @param source at most 10,000 characters.
 * @throws ExpressionError `parse_error`, `expression_too_long` or `expression_too_deep`; nothing else, whatever the text.
 */
export function parseExpression(source: string): ExpressionNode {
  const last: Token = { kind: "end", value: "", offset: source.length, end: source.length };
  const cursor: Cursor = { source, tokens: tokenize(source), last, next: 0, depth: 0 };
  const node = parseComparison(cursor);
  const token = peek(cursor);
  if (token.kind !== "end") throw unexpected(cursor, token, "the end of the expression");
  return node;
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.next] ?? cursor.last;
}

function take(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.next++;
  return token;
}

function unexpected(cursor: Cursor, token: Token, expected: string): ExpressionError {
  const found =
    token.kind === "end" ? "the end" : cursor.source.slice(token.offset, Math.min(token.end, token.offset + 40));
  const message = `Expected ${expected}, found ${found}`;
  return new ExpressionError(message, { code: "parse_error", source: cursor.source, offset: token.offset });
}

// expression := concat [ operator concat ]
function parseComparison(cursor: Cursor): ExpressionNode {
  const left = parseConcat(cursor);
  const token = peek(cursor);
  if (token.kind !== "operator" || !isCompareOperator(token.value)) return left;
  take(cursor);
  const right = parseConcat(cursor);
  const again = peek(cursor);
  if (again.kind === "operator") throw unexpected(cursor, again, "no second comparison");
  return { kind: "compare", operator: token.value, left, right, offset: left.offset, end: right.end };
}

// concat := primary { "&" primary }
function parseConcat(cursor: Cursor): ExpressionNode {
  const first = parsePrimary(cursor);
  if (peek(cursor).kind !== "&") return first;
  const operands = [first];
  let last = first;
  while (peek(cursor).kind === "&") {
    take(cursor);
    last = parsePrimary(cursor);
    operands.push(last);
  }
  return { kind: "concat", operands, offset: first.offset, end: last.end };
}

// primary := string | number | hex | attribute | keyword | call
function parsePrimary(cursor: Cursor): ExpressionNode {
  const token = take(cursor);
  const { offset, end, value } = token;
  switch (token.kind) {
    case "text":
      return { kind: "text", value, offset, end };
    case "attribute":
      return { kind: "attribute", name: value, offset, end };
    case "number":
      return { kind: "number", text: value, offset, end };
    case "name":
      return peek(cursor).kind === "(" ? parseCall(cursor, token) : parseKeyword(cursor, token);
    default:
      throw unexpected(cursor, token, 'a function, "text", [attribute] or a number');
  }
}

function parseKeyword(cursor: Cursor, token: Token): ExpressionNode {
  const name = KEYWORDS.find((keyword) => keyword.toLowerCase() === token.value.toLowerCase());
  if (name === undefined)
    throw unexpected(cursor, peek(cursor), `an opening parenthesis after ${token.value.slice(0, 40)}`);
  return { kind: "keyword", name, offset: token.offset, end: token.end };
}

// call := name "(" [ argument { "," argument } ] ")"
function parseCall(cursor: Cursor, name: Token): ExpressionNode {
  cursor.depth++;
  if (cursor.depth > MAX_EXPRESSION_DEPTH) {
    const message = `Functions nest at most ${MAX_EXPRESSION_DEPTH} deep`;
    throw new ExpressionError(message, { code: "expression_too_deep", source: cursor.source, offset: name.offset });
  }
  const opening = take(cursor);
  const arguments_ = peek(cursor).kind === ")" ? [] : parseArguments(cursor, opening);
  const closing = take(cursor);
  cursor.depth--;
  return { kind: "call", name: name.value, arguments: arguments_, offset: name.offset, end: closing.end };
}

function parseArguments(cursor: Cursor, opening: Token): ExpressionNode[] {
  const arguments_: ExpressionNode[] = [];
  while (true) {
    arguments_.push(parseArgument(cursor));
    const token = peek(cursor);
    if (token.kind === ")") return arguments_;
    if (token.kind === "end")
      throw unexpected(cursor, token, `a closing parenthesis for the one at offset ${opening.offset}`);
    if (token.kind !== ",") throw unexpected(cursor, token, "a comma or a closing parenthesis");
    take(cursor);
  }
}

// argument := expression | nothing
function parseArgument(cursor: Cursor): ExpressionNode {
  const token = peek(cursor);
  if (token.kind !== "," && token.kind !== ")") return parseComparison(cursor);
  return { kind: "omitted", offset: token.offset, end: token.offset };
}
