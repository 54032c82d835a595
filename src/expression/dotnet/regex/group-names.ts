/**
 * Numbers of groups: .NET counts the unnamed groups first, from left to right, and the named ones after them.
 */
import type { GroupKey } from "./syntax.ts";

/** Gives every group its number. The map has every group by name, and by number in digits; group 0 is the whole match. */
export function numberGroups(unnamed: number, declared: readonly GroupKey[]): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (let number = 0; number <= unnamed; number++) groups.set(String(number), number);
  for (const key of declared) if (typeof key === "number") groups.set(String(key), key);
  let next = unnamed + 1;
  for (const key of declared) {
    if (typeof key === "number" || groups.has(key)) continue;
    while (groups.has(String(next))) next++;
    groups.set(key, next);
    groups.set(String(next), next);
  }
  return groups;
}

/** The number of a group; -1 for one that does not exist. */
export function groupNumber(groups: ReadonlyMap<string, number>, key: GroupKey): number {
  return groups.get(String(key)) ?? -1;
}
