/** Numbers the groups: .NET counts the unnamed groups first, from left to right, and the named ones after them. */
import { isGroupNumber } from "./group-references.ts";

/**
 * Assigns an index to every group: groups in the order of their numbers, the whole match first. Numbers may have gaps
 * (`(?<20>…)`), indexes have none.
 *
 * @param unnamedGroups Number of unnamed groups.
 * @param declaredGroups Names and numbers that the pattern declares.
 * @returns The indexes by name and by number in digits.
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
  const indexes = new Map(numbers.map((number, index) => [number, index]));
  return new Map([...groups].map(([name, number]) => [name, indexes.get(number) ?? 0]));
}
