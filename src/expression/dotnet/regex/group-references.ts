/** Parses names of groups, and back-references: `\1`, `\k<name>`, `\k'name'`, and the older `\<name>`. */
import { hasOption, invalid, type PatternCursor, skip, take } from "./pattern-cursor.ts";
import type { RegexNode } from "./pattern-tree.ts";

/** At most two names, with a hyphen between them. */
const QUOTED = /^(?:<[-\p{L}\p{Mn}\p{Nd}\p{Pc}]+>|'[-\p{L}\p{Mn}\p{Nd}\p{Pc}]+')/u;

/** Takes names between `<` and `>` or between apostrophes; undefined, without moving, if there are none. */
export function takeQuotedGroupNames(cursor: PatternCursor): readonly string[] | undefined {
  const quoted = take(cursor, QUOTED);
  return quoted === "" ? undefined : quoted.slice(1, -1).split("-").map(normalizeGroupName);
}

/** Removes leading zeros from the number of a group. */
export function normalizeGroupName(name: string): string {
  return name.replace(/^0+(?=\d+$)/, "");
}

/** Whether a group is identified by its number. */
export function isGroupNumber(key: string): boolean {
  return /^\d+$/.test(key);
}

/** Takes a back-reference; undefined, without moving, for any other escape. The cursor is after the backslash. */
export function takeBackReference(cursor: PatternCursor): RegexNode | undefined {
  const start = cursor.offset;
  const isNamed = skip(cursor, "k");
  const keys = takeQuotedGroupNames(cursor);
  const [group = take(cursor, /^[1-9]\d*/)] = keys ?? [];
  if (isNamed && (keys === undefined || keys.length > 1)) invalid(cursor, "no group name");
  if (group !== "") {
    cursor.refersToGroups = true;
    if (isKnownGroup(cursor, group)) return { kind: "reference", group, ignoreCase: hasOption(cursor, "i") };
    if (keys !== undefined || Number(group) <= 9) invalid(cursor, `no group ${group}`, start);
  }
  cursor.offset = start;
  return undefined;
}

/** Whether a group exists. While groups are being collected, every group counts as existing. */
export function isKnownGroup({ known }: PatternCursor, group: string): boolean {
  return known === undefined || known.has(group);
}
