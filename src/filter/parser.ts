/**
 * Parses a filter (RFC 7644 §3.4.2.2, figure 1) by recursive descent.
 *
 * How it works. The lexer is on a token. Each production below looks at that token, takes the tokens that belong to it
 * and leaves the lexer on the next one. No token is ever given back, so the time is linear in the length of the filter.
 *
 * The binary operators come from one ordered list, `LOOSEST_FIRST`. `parseLevel` reads one level of it: operands of the
 * next tighter level, joined by the operator of this one, collected in one node. Below the last level is an operand: a
 * group in parentheses, `not` with its parentheses, or an attribute with its test. Long chains are loops; only
 * parentheses, brackets and `not` recurse, and these are counted against a limit, as is every node.
 *
 * The grammar has no reserved words: `not pr` tests an attribute called "not". So a word is a keyword only by its
 * position: `and` and `or` after an operand, `not` before a parenthesis. Keywords and operators are read in any case
 * (§3.4.2.2: "attribute operators … are case insensitive").
 *
 * A sub-attribute after a bracket, `emails[type eq "work"].value eq "x"`, is not in the RFC's filter grammar, but Entra
 * matches users with it. Both conditions apply to the same element, so it becomes one value path:
 * `emails[type eq "work" and value eq "x"]`.
 */
import type { AttributePath } from "../models/attribute-tree.ts";
import type { CompareOperator, Filter, FilterValue } from "./ast.ts";
import { advance, at, fail, type Lexer, openLexer, tokenSource } from "./lexer.ts";
import { type FilterLimits, fillLimits, type Limits } from "./limits.ts";

/** Binary operators; a later one binds tighter (RFC 7644 §3.4.2.2: `not`, then `and`, then `or`). */
const LOOSEST_FIRST = ["or", "and"] as const;

/** RFC 7643 §2.1 starts names with a letter; `$ref` starts with a dollar, and names such as `_links` are in use. */
const LOCAL_NAMES = /^([A-Za-z_$][\w$-]*)(?:\.([A-Za-z_$][\w$-]*))?/;

/** Comparison operators by name. */
export const OPERATORS: ReadonlyMap<string, CompareOperator> = new Map(
  (["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"] as const).map((operator) => [operator, operator]),
);

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** The state of parsing one filter or path. */
export interface Parser extends Pick<Limits, "maxDepth" | "maxNodes"> {
  readonly lexer: Lexer;
  /** How many parentheses, brackets and negations are open. */
  depth: number;
  /** How many nodes were created. */
  nodes: number;
  /** Whether the lexer is between the brackets of a value path, where another value path is not allowed. */
  inBrackets: boolean;
}

/**
 * Parses a filter.
 *
 * @param source The filter, decoded from its URL.
 * @param limits Limits on length, depth and nodes, with safe defaults.
 * @returns The filter as data.
 * @throws FilterSyntaxError (400 `invalidFilter`) for a filter that does not follow RFC 7644 §3.4.2.2, an empty one
 * included, or that exceeds a limit.
 * @example
 * ```ts
 * import { parseFilter, printFilter } from "proxyclick-scim/filter";
 *
 * const filter = parseFilter('userName sw "a" and not (title pr)');
 * filter.kind; // "and"
 * printFilter(filter); // 'userName sw "a" and not (title pr)'
 * ```
 */
export function parseFilter(source: string, limits?: FilterLimits): Filter {
  const parser = openParser(source, "invalidFilter", limits);
  const filter = parseLevel(parser, 0);
  expectEnd(parser, '"and", "or" or the end');
  return filter;
}

/** Creates a parser, positioned on the first token. */
export function openParser(source: string, scimType: Lexer["scimType"], limits?: FilterLimits): Parser {
  const { maxLength, maxDepth, maxNodes } = fillLimits(limits);
  if (source.length > maxLength) fail({ source, scimType, start: maxLength }, `at most ${maxLength} characters`);
  return { lexer: openLexer(source, scimType), maxDepth, maxNodes, depth: 0, nodes: 0, inBrackets: false };
}

/** Rejects anything after the end of the filter or path. */
export function expectEnd({ lexer }: Parser, expected: string): void {
  if (!at(lexer, "end")) fail(lexer, expected);
}

/**
 * `orExp  = andExp *(SP "or" SP andExp)`
 * `andExp = operand *(SP "and" SP operand)`
 */
function parseLevel(parser: Parser, level: number): Filter {
  const kind = LOOSEST_FIRST[level];
  if (kind === undefined) return parseOperand(parser);
  const first = parseLevel(parser, level + 1);
  if (!takeKeyword(parser.lexer, kind)) return first;
  count(parser);
  const operands = [first, parseLevel(parser, level + 1)];
  while (takeKeyword(parser.lexer, kind)) operands.push(parseLevel(parser, level + 1));
  return { kind, operands };
}

/** `operand = *1"not" "(" filter ")" / attrExp / valuePath` */
function parseOperand(parser: Parser): Filter {
  const { lexer } = parser;
  if (at(lexer, "(")) return parseEnclosed(parser, ")");
  if (!at(lexer, "word")) fail(lexer, 'an attribute name, "not" or "("');
  const mayNegate = isKeyword(lexer, "not");
  const path = takePath(lexer);
  if (!mayNegate || !at(lexer, "(")) return parseAttribute(parser, path);
  count(parser);
  return { kind: "not", operand: parseEnclosed(parser, ")") };
}

/** `"(" filter ")"`, or the part of a value path from its bracket on. */
function parseEnclosed(parser: Parser, closing: ")" | "]"): Filter {
  const { lexer, maxDepth } = parser;
  if (++parser.depth > maxDepth) fail(lexer, `at most ${maxDepth} levels of nesting`);
  advance(lexer);
  const filter = parseLevel(parser, 0);
  if (!at(lexer, closing)) fail(lexer, `"and", "or" or "${closing}"`);
  parser.depth--;
  advance(lexer);
  return filter;
}

/**
 * `attrExp   = attrPath SP "pr" / attrPath SP compareOp SP compValue`
 * `valuePath = attrPath "[" valFilter "]" ["." ATTRNAME …]`
 */
function parseAttribute(parser: Parser, path: AttributePath): Filter {
  const { lexer } = parser;
  count(parser);
  if (at(lexer, "[")) return parseValuePath(parser, path);
  const name = tokenSource(lexer).toLowerCase();
  if (name === "pr") {
    advance(lexer);
    return { kind: "present", path };
  }
  const operator = OPERATORS.get(name) ?? fail(lexer, "an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr)");
  // The example of RFC 7644 §3.5.2.2 has no white space before the string: `members[value eq"2819c223…"]`.
  const mayJoin = lexer.scimType === "invalidPath" && lexer.source[lexer.end] === '"';
  if (!advanceOverSpace(lexer) && !mayJoin) fail(lexer, "white space");
  return { kind: "compare", path, operator, value: takeValue(lexer) };
}

function parseValuePath(parser: Parser, path: AttributePath): Filter {
  const { lexer } = parser;
  const selection = parseBrackets(parser);
  const name = takeSubAttribute(lexer);
  if (name === undefined) return { kind: "valuePath", path, filter: selection };
  parser.inBrackets = true;
  const condition = parseAttribute(parser, { name });
  parser.inBrackets = false;
  count(parser);
  const operands = selection.kind === "and" ? [...selection.operands, condition] : [selection, condition];
  return { kind: "valuePath", path, filter: { kind: "and", operands } };
}

/** `"[" valFilter "]"`, where `valFilter` is a filter without value paths. */
export function parseBrackets(parser: Parser): Filter {
  if (parser.inBrackets) fail(parser.lexer, "an operator: a value path cannot contain another");
  parser.inBrackets = true;
  const filter = parseEnclosed(parser, "]");
  parser.inBrackets = false;
  return filter;
}

/** `["." ATTRNAME]` after a bracket, without white space. */
export function takeSubAttribute(lexer: Lexer): string | undefined {
  if (!at(lexer, "word") || lexer.source[lexer.start] !== "." || lexer.source[lexer.start - 1] !== "]")
    return undefined;
  const name = tokenSource(lexer).slice(1);
  if (LOCAL_NAMES.exec(name)?.[1] !== name) fail(lexer, "the name of a sub-attribute", lexer.start + 1);
  advance(lexer);
  return name;
}

/**
 * `attrPath = [URI ":"] ATTRNAME *1subAttr`
 *
 * The URN reaches to the last colon, so the dots of `…:2.0:User:manager.displayName` before it belong to the URN. A URN
 * may appear alone; if its last part cannot be a name, as in `urn:example:badge:2.0`, that part is kept whole.
 */
export function takePath(lexer: Lexer): AttributePath {
  const word = tokenSource(lexer);
  const path = lexer.plain ? { name: word } : splitPath(lexer, word);
  advance(lexer);
  return path;
}

function splitPath(lexer: Lexer, word: string): AttributePath {
  const colon = word.lastIndexOf(":");
  const local = word.slice(colon + 1);
  const [names = "", name = "", subAttribute] = LOCAL_NAMES.exec(local) ?? [];
  const urnAlone = names === "" && colon > 0 && local !== "";
  if (!urnAlone && (colon === 0 || names === "" || names !== local)) {
    fail(lexer, "the name of an attribute", colon === 0 ? lexer.start : lexer.start + colon + 1 + names.length);
  }
  const qualified = colon === -1 ? { name } : { schema: word.slice(0, colon), name: urnAlone ? local : name };
  return subAttribute === undefined ? qualified : { ...qualified, subAttribute };
}

/**
 * `compValue = false / null / true / number / string`; the constants in any case, because .NET clients write `True`.
 */
function takeValue(lexer: Lexer): FilterValue {
  const value = at(lexer, "word") ? CONSTANTS.get(tokenSource(lexer).toLowerCase()) : lexer.value;
  if (value === undefined) fail(lexer, "a value: a quoted string, a number, true, false or null");
  if (!advanceOverSpace(lexer) && !at(lexer, ")") && !at(lexer, "]")) fail(lexer, "white space");
  return value;
}

/** Moves to the next token. Returns whether white space or the end follows the current one. */
function advanceOverSpace(lexer: Lexer): boolean {
  const { end } = lexer;
  advance(lexer);
  return lexer.start > end || at(lexer, "end");
}

/** Compares lengths first: that rules out most words. */
function isKeyword(lexer: Lexer, keyword: string): boolean {
  return lexer.end - lexer.start === keyword.length && tokenSource(lexer).toLowerCase() === keyword;
}

function takeKeyword(lexer: Lexer, keyword: string): boolean {
  if (!isKeyword(lexer, keyword)) return false;
  advance(lexer);
  return true;
}

function count(parser: Parser): void {
  if (++parser.nodes > parser.maxNodes) fail(parser.lexer, `a filter of at most ${parser.maxNodes} nodes`);
}
