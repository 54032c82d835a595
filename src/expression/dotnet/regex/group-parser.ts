/**
 * What stands between parentheses: captures, options, look-around, atomic groups and conditionals.
 */
import { current, invalid, looksAt, type PatternCursor, type RegexOptions, skip } from "./pattern-cursor.ts";
import { isKnown, takeGroupKey } from "./references.ts";
import { EMPTY, type GroupKey, type RegexNode } from "./syntax.ts";

/** How deep groups may nest. */
const MAX_DEPTH = 200;

/** Reads alternatives up to a closing parenthesis; given in, because groups and alternatives contain one another. */
type ParseBody = (cursor: PatternCursor) => RegexNode;

/** Reads a group; the cursor is after the opening parenthesis. Undefined for options such as `(?i)`, which match nothing. */
export function parseGroup(cursor: PatternCursor, parseBody: ParseBody): RegexNode | undefined {
  const start = cursor.offset - 1;
  cursor.depth++;
  if (cursor.depth > MAX_DEPTH) invalid(cursor, `groups nest at most ${MAX_DEPTH} deep`);
  const node = skip(cursor, "?") ? parseSpecial(cursor, parseBody, start) : parsePlain(cursor, parseBody, start);
  cursor.depth--;
  return node;
}

function parsePlain(cursor: PatternCursor, parseBody: ParseBody, start: number): RegexNode {
  if (cursor.options.explicitCapture) return closed(cursor, parseBody, start);
  cursor.unnamed++;
  return capture(cursor, parseBody, start, cursor.unnamed, undefined);
}

function closed(cursor: PatternCursor, parseBody: ParseBody, start: number): RegexNode {
  const node = parseBody(cursor);
  if (!skip(cursor, ")")) invalid(cursor, "a group without closing parenthesis", start);
  return node;
}

function capture(
  cursor: PatternCursor,
  parseBody: ParseBody,
  start: number,
  group: GroupKey | undefined,
  release: GroupKey | undefined,
): RegexNode {
  return { kind: "capture", node: closed(cursor, parseBody, start), group, release };
}

const LOOK_AROUNDS = [
  ["=", false, false],
  ["!", false, true],
  ["<=", true, false],
  ["<!", true, true],
] as const;

function parseSpecial(cursor: PatternCursor, parseBody: ParseBody, start: number): RegexNode | undefined {
  if (skip(cursor, ":")) return closed(cursor, parseBody, start);
  if (skip(cursor, ">")) return { kind: "atomic", node: closed(cursor, parseBody, start) };
  for (const [opening, behind, negative] of LOOK_AROUNDS) {
    if (skip(cursor, opening)) return { kind: "look", node: closed(cursor, parseBody, start), behind, negative };
  }
  if (skip(cursor, "<")) return named(cursor, parseBody, start, ">");
  if (skip(cursor, "'")) return named(cursor, parseBody, start, "'");
  if (skip(cursor, "(")) return conditional(cursor, parseBody, start);
  return parseOptions(cursor, parseBody, start);
}

/** `name`, `name-release` or `-release`. */
function named(cursor: PatternCursor, parseBody: ParseBody, start: number, closing: string): RegexNode {
  const group = takeGroupKey(cursor);
  const release = skip(cursor, "-") ? takeGroupKey(cursor) : undefined;
  if ((group === undefined && release === undefined) || group === 0 || !skip(cursor, closing))
    invalid(cursor, "no group name");
  if (release !== undefined) {
    cursor.refersToGroups = true;
    if (!isKnown(cursor, release)) invalid(cursor, `no group ${release}`);
  }
  if (group !== undefined) cursor.declared.push(group);
  return capture(cursor, parseBody, start, group, release);
}

const OPTION_NAMES: ReadonlyMap<string, keyof RegexOptions> = new Map([
  ["i", "ignoreCase"],
  ["m", "multiline"],
  ["n", "explicitCapture"],
  ["s", "singleline"],
  ["x", "ignoreWhitespace"],
]);

/** `(?i-s)` holds to the end of the group it stands in, `(?i-s:…)` for its own content. */
function parseOptions(cursor: PatternCursor, parseBody: ParseBody, start: number): RegexNode | undefined {
  const outside = cursor.options;
  const options = { ...outside };
  let value = true;
  while (true) {
    const character = current(cursor);
    cursor.offset++;
    if (character === ")" || character === ":") {
      cursor.options = options;
      if (character === ")") return undefined;
      const node = closed(cursor, parseBody, start);
      cursor.options = outside;
      return node;
    }
    const name = OPTION_NAMES.get(character.toLowerCase());
    if (character === "+" || character === "-") value = character === "+";
    else if (name === undefined) invalid(cursor, "an unknown kind of group", start);
    else options[name] = value;
  }
}

/** `(?(group)yes|no)`, or `(?(pattern)yes|no)` with a look-ahead as condition. The cursor is after the second parenthesis. */
function conditional(cursor: PatternCursor, parseBody: ParseBody, start: number): RegexNode {
  const condition = takeGroupCondition(cursor) ?? takePatternCondition(cursor, parseBody, start);
  const node = closed(cursor, parseBody, start);
  const branches = node.kind === "alternation" ? node.nodes : [node];
  if (branches.length > 2) invalid(cursor, "too many branches", start);
  const [yes = EMPTY, no = EMPTY] = branches;
  return { kind: "conditional", condition, yes, no };
}

function takeGroupCondition(cursor: PatternCursor): GroupKey | undefined {
  const start = cursor.offset;
  cursor.refersToGroups = true;
  const key = takeGroupKey(cursor);
  if (key !== undefined && looksAt(cursor, ")")) {
    if (isKnown(cursor, key)) {
      cursor.offset++;
      return key;
    }
    if (typeof key === "number") invalid(cursor, `no group ${key}`, start);
  }
  cursor.offset = start;
  return undefined;
}

function takePatternCondition(cursor: PatternCursor, parseBody: ParseBody, start: number): RegexNode {
  if (!looksAt(cursor, "?"))
    return { kind: "look", node: closed(cursor, parseBody, start), behind: false, negative: false };
  const node = parseGroup(cursor, parseBody);
  if (node === undefined) invalid(cursor, "no condition", start);
  return node.kind === "look" ? node : { kind: "look", node, behind: false, negative: false };
}
