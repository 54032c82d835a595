/** Refuses strings that databases cannot store, so that every store accepts the same resources. */
import { ScimError } from "../../errors.ts";
import { isStorable } from "../../internal/code-points.ts";

/** Marks a store that makes this check itself, so that the handler does not make it a second time. */
export const checksStrings: unique symbol = Symbol("checksStrings");

/**
 * Checks every string and every name in a resource, or in a part of one.
 *
 * @param value - nested at most as deep as code may recurse.
 * @param path - where the value is in the resource; empty for a whole one.
 * @throws ScimError 400 `invalidValue` for a NUL character, or for a surrogate without its pair.
 */
export function assertStorable(value: object, path = ""): void {
  const found = findUnstorable(value);
  if (found === undefined) return;
  const place = [path, ...found].reduce((whole, name) => (whole === "" ? name : `${whole}.${name}`), "");
  throw new ScimError(
    `${place.toWellFormed().replaceAll("\0", "")}: contains a NUL character or half of a surrogate pair`,
    {
      status: 400,
      scimType: "invalidValue",
    },
  );
}

/** The names that lead to a string that cannot be stored. */
function findUnstorable(value: object): readonly string[] | undefined {
  for (const name in value) {
    const member: unknown = Reflect.get(value, name);
    if (!isStorable(name) || (typeof member === "string" && !isStorable(member))) return [name];
    if (typeof member !== "object" || member === null) continue;
    const found = findUnstorable(member);
    if (found !== undefined) return [name, ...found];
  }
  return undefined;
}
