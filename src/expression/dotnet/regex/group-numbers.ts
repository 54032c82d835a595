/**
 * Numbers of groups: .NET counts the unnamed groups first, from left to right, and the named ones after them.
 */
import { isGroupNumber } from "./group-references.ts";

/**
 * Gives every group its place: groups in the order of their numbers, the whole match first. The map has every group by
 * its name and by its number in digits. Numbers may have gaps (`(?<20>…)`), places have none.
 *
 * @param declared names, and numbers that the pattern gives.
 */
export function numberGroups(unnamedGroups: number, declaredGroups: readonly string[]): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (let number = 0; number <= unnamedGroups; number++) groups.set(String(number), number);
  for (const key of declaredGroups) if (isGroupNumber(key)) groups.set(key, Number(key));
  let next = unnamedGroups + 1;
  for (const key of declaredGroups) {
    if (groups.has(key)) continue;
    while (groups.has(String(next))) next++;
    groups.set(key, next);
    groups.set(String(next), next);
  }
  const numbers = [...new Set(groups.values())].sort((one, other) => one - other);
  const places = new Map(numbers.map((number, place) => [number, place]));
  return new Map([...groups].map(([name, number]) => [name, places.get(number) ?? 0]));
}
