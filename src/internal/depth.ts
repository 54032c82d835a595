/** Limits how deep values are nested, so that code may recurse over values from outside. */
import { readProperty } from "./values.ts";

/** More levels than any value of SCIM has (RFC 7643 §2.3.8), and few enough for every reader to recurse. */
export const MAX_DEPTH = 100;

/** Whether a value has objects or lists inside one another on more than some levels; looks no deeper than that. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((member) => isDeeperThan(member, levels - 1));
  // Without a list of the values: this looks at every body.
  for (const name in value) if (isDeeperThan(readProperty(value, name), levels - 1)) return true;
  return false;
}
