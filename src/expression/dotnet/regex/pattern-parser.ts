/**
 * Parses a pattern in the dialect of .NET's `Regex` without RegexOptions.
 *
 *     alternation := sequence { "|" sequence }
 *     sequence    := { atom [ quantifier ] }
 *     atom        := group | set | escape | anchor | "." | character
 *     quantifier  := ( "*" | "+" | "?" | "{" n [ "," [ m ] ] "}" ) [ "?" ]
 *
 *  * A pattern that refers to groups is parsed twice: whether `\12` is a group or an octal escape depends on groups
 *    that come later.
 */
import {
  lineEnd,
  lineStart,
  noWordBoundary,
  scanStart,
  stringEnd,
  stringEndOrNewline,
  stringStart,
  wordBoundary,
} from "./anchors.ts";
import { parseCharacterClass } from "./character-class-parser.ts";
import { caseVariants, memoizeAscii } from "./code-unit-set.ts";
import { takeClassEscape, takeUnitEscape } from "./escapes.ts";
import { numberGroups } from "./group-numbers.ts";
import { parseGroup } from "./group-parser.ts";
import { takeBackReference } from "./group-references.ts";
import { current, hasOption, invalid, looksAt, type PatternCursor, skip, take } from "./pattern-cursor.ts";
import { type AnchorTest, EMPTY, type ParsedPattern, type RegexNode } from "./pattern-tree.ts";

/** Maximum length of a pattern. Only patterns from attributes can be longer than an expression. */
const MAX_PATTERN_LENGTH = 10_000;

/**
 * Parses a pattern.
 *
 * @throws ExpressionError `invalid_regex`, with the offset in the pattern.
 */
export function parsePattern(pattern: string): ParsedPattern {
  if (pattern.length > MAX_PATTERN_LENGTH) invalid({ pattern, offset: MAX_PATTERN_LENGTH }, "too many characters");
  const first = readPattern(pattern, undefined);
  const groups = numberGroups(first.cursor.unnamedGroups + first.cursor.emptyGroups, first.cursor.declaredGroups);
  const root = first.cursor.refersToGroups ? readPattern(pattern, groups).root : first.root;
  return { root, groups };
}

function readPattern(pattern: string, known: ReadonlyMap<string, number> | undefined) {
  const cursor: PatternCursor = {
    pattern,
    known,
    offset: 0,
    options: "",
    depth: 0,
    unnamedGroups: 0,
    emptyGroups: 0,
    skipsCapture: false,
    inConditional: false,
    declaredGroups: [],
    refersToGroups: false,
  };
  const root = parseAlternation(cursor);
  if (cursor.offset < pattern.length) invalid(cursor, "an unmatched closing parenthesis");
  return { root, cursor };
}

/** Parses alternatives up to a closing parenthesis or the end. Inline options end with the enclosing group. */
function parseAlternation(cursor: PatternCursor): RegexNode {
  const { options } = cursor;
  const nodes = [parseSequence(cursor)];
  while (skip(cursor, "|")) nodes.push(parseSequence(cursor));
  cursor.options = options;
  const [only = EMPTY] = nodes;
  return nodes.length === 1 ? only : { kind: "alternation", nodes };
}

function parseSequence(cursor: PatternCursor): RegexNode {
  const nodes: RegexNode[] = [];
  while (/^[^|)]/.test(afterIgnored(cursor))) {
    const node = parseAtom(cursor);
    if (node !== undefined) nodes.push(parseQuantifier(cursor, node));
  }
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind: "sequence", nodes };
}

const COMMENTS = /^(?:\(\?#[^)]*\))+/;
const COMMENTS_AND_SPACE = /^(?:\(\?#[^)]*\)|#[^\n]*|[\t-\r ])+/;

/** Skips comments, and with option `x` white space, and returns the next character. */
function afterIgnored(cursor: PatternCursor): string {
  take(cursor, hasOption(cursor, "x") ? COMMENTS_AND_SPACE : COMMENTS);
  if (looksAt(cursor, "(?#")) invalid(cursor, "a group without closing parenthesis");
  return current(cursor);
}

/** Parses one atom; undefined for options, which match nothing. */
function parseAtom(cursor: PatternCursor): RegexNode | undefined {
  if (quantifierAt(cursor) !== undefined) invalid(cursor, "a quantifier of nothing");
  const character = current(cursor);
  cursor.offset++;
  switch (character) {
    case "(":
      return parseGroup(cursor, parseAlternation);
    case "[":
      return { kind: "set", test: parseCharacterClass(cursor) };
    case "\\":
      return parseEscape(cursor);
    case ".":
      return { kind: "set", test: hasOption(cursor, "s") ? () => true : (unit) => unit !== 10 };
    case "^":
      return { kind: "anchor", test: hasOption(cursor, "m") ? lineStart : stringStart };
    case "$":
      return { kind: "anchor", test: hasOption(cursor, "m") ? lineEnd : stringEndOrNewline };
    default:
      return literal(cursor, character.charCodeAt(0));
  }
}

function literal(cursor: PatternCursor, unit: number): RegexNode {
  if (!hasOption(cursor, "i")) return { kind: "literal", unit };
  const variants = caseVariants(unit);
  return variants.length === 1
    ? { kind: "literal", unit }
    : { kind: "set", test: (tested) => variants.includes(tested) };
}

const ANCHORS: ReadonlyMap<string, AnchorTest> = new Map([
  ["A", stringStart],
  ["z", stringEnd],
  ["Z", stringEndOrNewline],
  ["G", scanStart],
  ["b", wordBoundary],
  ["B", noWordBoundary],
]);

function parseEscape(cursor: PatternCursor): RegexNode {
  const anchor = ANCHORS.get(current(cursor));
  if (anchor !== undefined) {
    cursor.offset++;
    return { kind: "anchor", test: anchor };
  }
  const test = takeClassEscape(cursor);
  if (test !== undefined) return { kind: "set", test: memoizeAscii(test) };
  return takeBackReference(cursor) ?? literal(cursor, takeUnitEscape(cursor));
}

interface Quantifier {
  readonly minimum: number;
  readonly maximum: number;
  readonly end: number;
}

const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/;

/** The quantifier at the cursor. A brace that starts none is a character. */
function quantifierAt({ pattern, offset }: PatternCursor): Quantifier | undefined {
  const found = QUANTIFIER.exec(pattern.slice(offset));
  if (found === null) return undefined;
  const [string, least = string === "+" ? 1 : 0, most = string === "?" ? 1 : (found[1] ?? "")] = found;
  const maximum = most === "" ? Number.POSITIVE_INFINITY : Number(most);
  return { minimum: Number(least), maximum, end: offset + string.length };
}

function parseQuantifier(cursor: PatternCursor, node: RegexNode): RegexNode {
  afterIgnored(cursor);
  const quantifier = quantifierAt(cursor);
  if (quantifier === undefined) return node;
  const { minimum, maximum, end } = quantifier;
  if (minimum > maximum) invalid(cursor, "a maximum below its minimum");
  cursor.offset = end;
  afterIgnored(cursor);
  const lazy = skip(cursor, "?");
  afterIgnored(cursor);
  if (quantifierAt(cursor) !== undefined) invalid(cursor, "a quantifier of a quantifier");
  return { kind: "repeat", node, minimum, maximum, lazy };
}
