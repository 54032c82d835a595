/**
 * Parses an expression of an attribute mapping by recursive descent.
 *
 * The grammar is that of the public reference, and of its examples that go beyond its prose:
 *
 *     expression := concat [ ("=" | "<>" | ">" | ">=" | "<" | "<=") concat ]
 *     concat     := primary { "&" primary }
 *     primary    := string | number | hex | attribute | keyword | call
 *     call       := name "(" [ argument { "," argument } ] ")"
 *     argument   := expression | nothing
 *
 * One function for each production, one token of lookahead, no backtracking. The parser does not look up names of
 * functions, so that an expression with an unknown function can still be printed and checked.
 */

import type { ComparisonOperator, ExpressionNode, Keyword } from "./ast.ts";
import { type ExpressionToken, failParsing, tokenize } from "./lexer.ts";

/**
 * Maximum nesting of calls: far more than the longest chains of IIF in the portal, far less than overflows the stack.
 */
const MAX_EXPRESSION_DEPTH = 200;

const KEYWORDS: readonly Keyword[] = [
  "vbTextCompare",
  "vbBinaryCompare",
  "UTF8",
  "Unicode",
  "ASCII",
  "IgnoreAttributeFlow",
  "IgnoreObjectFlow",
];

const COMPARISON_OPERATORS: readonly ComparisonOperator[] = ["=", "<>", ">", ">=", "<", "<="];

interface Cursor {
  readonly source: string;
  readonly tokens: readonly ExpressionToken[];
  /** Read after the last token. */
  readonly last: ExpressionToken;
  /** Index of the next token; only `take` moves it. */
  next: number;
  /** Number of open calls. */
  depth: number;
}

/** Parses an expression of at most 10,000 characters. */
export function parse(source: string): ExpressionNode {
  const last: ExpressionToken = { kind: "end", value: "", offset: source.length, end: source.length };
  const cursor: Cursor = { source, tokens: tokenize(source), last, next: 0, depth: 0 };
  const node = parseComparison(cursor);
  if (peek(cursor).kind !== "end") expected(cursor, "the end of the expression");
  return node;
}

function peek(cursor: Cursor): ExpressionToken {
  return cursor.tokens[cursor.next] ?? cursor.last;
}

function take(cursor: Cursor): ExpressionToken {
  const token = peek(cursor);
  cursor.next++;
  return token;
}

/** Fails at the next token. */
function expected(cursor: Cursor, expectation: string): never {
  const { kind, offset, end } = peek(cursor);
  const found = kind === "end" ? "the end" : cursor.source.slice(offset, Math.min(end, offset + 40));
  return failParsing(cursor.source, offset, `Expected ${expectation}, found ${found}`);
}

// expression := concat [ operator concat ]
function parseComparison(cursor: Cursor): ExpressionNode {
  const left = parseConcat(cursor);
  const { kind, value } = peek(cursor);
  const operator = COMPARISON_OPERATORS.find((candidate) => candidate === value);
  if (kind !== "operator" || operator === undefined) return left;
  take(cursor);
  const right = parseConcat(cursor);
  if (peek(cursor).kind === "operator") expected(cursor, "no second comparison");
  return { kind: "compare", operator, left, right, offset: left.offset, end: right.end };
}

// concat := primary { "&" primary }
function parseConcat(cursor: Cursor): ExpressionNode {
  const first = parsePrimary(cursor);
  const operands = [first];
  let last = first;
  while (peek(cursor).kind === "&") {
    take(cursor);
    last = parsePrimary(cursor);
    operands.push(last);
  }
  return last === first ? first : { kind: "concat", operands, offset: first.offset, end: last.end };
}

// primary := string | number | hex | attribute | keyword | call
function parsePrimary(cursor: Cursor): ExpressionNode {
  const token = peek(cursor);
  const { kind, value, offset, end } = token;
  switch (kind) {
    case "string":
      take(cursor);
      return { kind, value, offset, end };
    case "attribute":
      take(cursor);
      return { kind, name: value, offset, end };
    case "number":
      take(cursor);
      return { kind, raw: value, offset, end };
    case "name":
      take(cursor);
      return peek(cursor).kind === "(" ? parseCall(cursor, token) : parseKeyword(cursor, token);
    default:
      return expected(cursor, 'a function, "string", [attribute] or a number');
  }
}

function parseKeyword(cursor: Cursor, { value, offset, end }: ExpressionToken): ExpressionNode {
  const name =
    KEYWORDS.find((keyword) => keyword.toLowerCase() === value.toLowerCase()) ??
    failParsing(cursor.source, offset, `Expected an opening parenthesis after ${value.slice(0, 40)}`);
  return { kind: "keyword", name, offset, end };
}

// call := name "(" [ argument { "," argument } ] ")"
function parseCall(cursor: Cursor, { value: name, offset }: ExpressionToken): ExpressionNode {
  cursor.depth++;
  if (cursor.depth > MAX_EXPRESSION_DEPTH) {
    failParsing(cursor.source, offset, `Functions nest at most ${MAX_EXPRESSION_DEPTH} deep`, "expression_too_deep");
  }
  const opening = take(cursor);
  const arguments_ = peek(cursor).kind === ")" ? [] : parseArguments(cursor, opening);
  const { end } = take(cursor);
  cursor.depth--;
  return { kind: "call", name, arguments: arguments_, offset, end };
}

function parseArguments(cursor: Cursor, opening: ExpressionToken): ExpressionNode[] {
  const arguments_: ExpressionNode[] = [];
  while (true) {
    arguments_.push(parseArgument(cursor));
    const { kind } = peek(cursor);
    if (kind === ")") return arguments_;
    if (kind === "end") expected(cursor, `a closing parenthesis for the one at offset ${opening.offset}`);
    if (kind !== ",") expected(cursor, "a comma or a closing parenthesis");
    take(cursor);
  }
}

// argument := expression | nothing
function parseArgument(cursor: Cursor): ExpressionNode {
  const { kind, offset } = peek(cursor);
  return kind === "," || kind === ")" ? { kind: "omitted", offset, end: offset } : parseComparison(cursor);
}
