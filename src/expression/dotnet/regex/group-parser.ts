/** Parses groups: captures, options, look-around, atomic groups and conditionals. */

import { isGroupNumber, isKnownGroup, normalizeGroupName, takeQuotedGroupNames } from "./group-references.ts";
import { hasOption, invalid, looksAt, type PatternCursor, skip, take } from "./pattern-cursor.ts";
import { EMPTY, type RegexNode } from "./pattern-tree.ts";

/** Maximum nesting of groups. */
const MAX_DEPTH = 200;

/** Parses alternatives up to a closing parenthesis; passed in, because groups and alternatives contain each other. */
type ParseAlternation = (cursor: PatternCursor) => RegexNode;

/** Parses the rest of a group, closing parenthesis included. */
type ParseBody = (inConditional?: boolean) => RegexNode;

/**
 * Parses a group; the cursor is after the opening parenthesis. Undefined for options such as `(?i)`, which match
 * nothing.
 */
export function parseGroup(cursor: PatternCursor, parseAlternation: ParseAlternation): RegexNode | undefined {
  const start = cursor.offset - 1;
  const body: ParseBody = (inConditional = false) => {
    const outside = cursor.inConditional;
    cursor.inConditional = inConditional;
    const node = parseAlternation(cursor);
    cursor.inConditional = outside;
    if (!skip(cursor, ")")) invalid(cursor, "a group without closing parenthesis", start);
    return node;
  };
  cursor.depth++;
  if (cursor.depth > MAX_DEPTH) invalid(cursor, `groups nest at most ${MAX_DEPTH} deep`);
  const node = skip(cursor, "?") ? parseSpecial(cursor, body, parseAlternation) : parsePlain(cursor, body);
  cursor.depth--;
  return node;
}

function parsePlain(cursor: PatternCursor, body: ParseBody): RegexNode {
  if (hasOption(cursor, "n")) return body();
  if (cursor.skipsCapture) {
    cursor.skipsCapture = false;
    cursor.emptyGroups++;
    return body();
  }
  cursor.unnamedGroups++;
  return { kind: "capture", group: String(cursor.unnamedGroups), release: undefined, node: body() };
}

function parseSpecial(
  cursor: PatternCursor,
  body: ParseBody,
  parseAlternation: ParseAlternation,
): RegexNode | undefined {
  const look = take(cursor, /^<?[=!]/);
  if (look !== "") return { kind: "look", behind: look.length > 1, negative: look.endsWith("!"), node: body() };
  // A number with a leading zero declares no group; another one must have it.
  const isDeclared = !/^[<']0/.test(cursor.pattern.slice(cursor.offset));
  const keys = takeQuotedGroupNames(cursor);
  if (keys !== undefined) return parseNamed(cursor, body, keys, isDeclared);
  if (skip(cursor, ">")) return { kind: "atomic", node: body() };
  if (skip(cursor, "(")) return parseConditional(cursor, body, parseAlternation);
  return parseOptions(cursor, body);
}

/** `name`, `name-release` or `-release`. */
function parseNamed(
  cursor: PatternCursor,
  body: ParseBody,
  [group, release, more]: readonly string[],
  isDeclared: boolean,
): RegexNode {
  const names = [group, release].filter((name) => name !== undefined);
  const isWrong = names.some((name) => /^\d+\D/.test(name)) || group === "0" || names.at(-1) === "";
  if (isWrong || more !== undefined) invalid(cursor, "no group name");
  for (const name of [isDeclared ? undefined : group, release]) {
    if (name === undefined) continue;
    cursor.refersToGroups = true;
    if (!isKnownGroup(cursor, name)) invalid(cursor, `no group ${name}`);
  }
  if (group && isDeclared) cursor.declaredGroups.push(group);
  return { kind: "capture", group: group || undefined, release, node: body() };
}

/** `(?i-s)` applies to the rest of the enclosing group, `(?i-s:…)` to its content. */
function parseOptions(cursor: PatternCursor, body: ParseBody): RegexNode | undefined {
  const outside = cursor.options;
  const options = take(cursor, /^(?:[imnsx+-]*:|[imnsx+-]+\))/i).toLowerCase();
  if (options === "") invalid(cursor, "an unknown kind of group");
  if (options !== ":" && cursor.inConditional) invalid(cursor, "options in a conditional");
  let sign = "+";
  for (const letter of options.slice(0, -1)) {
    if (letter === "+" || letter === "-") sign = letter;
    else cursor.options = cursor.options.replace(letter, "") + (sign === "+" ? letter : "");
  }
  if (options.endsWith(")")) return undefined;
  const node = body();
  cursor.options = outside;
  return node;
}

/**
 * `(?(group)yes|no)`, or `(?(pattern)yes|no)` with a look-ahead as condition. The cursor is after the second
 * parenthesis.
 */
function parseConditional(cursor: PatternCursor, body: ParseBody, parseAlternation: ParseAlternation): RegexNode {
  const condition = takeGroupCondition(cursor) ?? parseCondition(cursor, body, parseAlternation);
  if (condition === undefined || (typeof condition === "object" && condition.kind === "capture"))
    invalid(cursor, "no condition");
  const node = body(true);
  const branches = node.kind === "alternation" ? node.nodes : [node];
  if (branches.length > 2) invalid(cursor, "too many branches");
  const [yes = EMPTY, no = EMPTY] = branches;
  return { kind: "conditional", condition, yes, no };
}

/** .NET lets the next unnamed group capture nothing if the condition is none itself. */
function parseCondition(
  cursor: PatternCursor,
  body: ParseBody,
  parseAlternation: ParseAlternation,
): RegexNode | undefined {
  if (!looksAt(cursor, "?")) return body();
  const outside = cursor.inConditional;
  cursor.skipsCapture = true;
  cursor.inConditional = true;
  const condition = parseGroup(cursor, parseAlternation);
  cursor.inConditional = outside;
  return condition;
}

/** A number must be that of a group; a name that is no group is a pattern. */
function takeGroupCondition(cursor: PatternCursor): string | undefined {
  const start = cursor.offset;
  cursor.refersToGroups = true;
  const key = normalizeGroupName(take(cursor, /^(?:\d+|[\p{L}\p{Mn}\p{Nd}\p{Pc}]+)/u));
  if (key !== "" && isKnownGroup(cursor, key) && skip(cursor, ")")) return key;
  if (isGroupNumber(key)) invalid(cursor, `no group ${key}`, start);
  cursor.offset = start;
  return undefined;
}
