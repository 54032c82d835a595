/** A user as PowerShell writes it: every attribute of the object is there, and null where nobody asked for it. */
import { isCut, isPascalCase, withGraphNames } from "../../internal/graph-names.ts";
import { ACTIVE_ATTRIBUTE } from "../../provisioning/mapping/source-attributes.ts";
import type { JsonObject } from "../reading/graph-list.ts";

/** A user in Graph's spelling. */
export interface SpelledUser {
  readonly item: JsonObject;
  /** Names of members that PowerShell cut, which the item lacks. */
  readonly cut: readonly string[];
}

const NONE: readonly string[] = [];

/**
 * Returns a user with the names that Graph uses. One from PowerShell loses its members without a value, which may not
 * have been asked for, and those that were cut.
 *
 * @param keep - Names that stay as they are.
 */
export function spellUser(written: JsonObject, keep: ReadonlySet<string>): SpelledUser {
  if (!isPascalCase(written)) return { item: written, cut: NONE };
  const members = Object.entries(withGraphNames(written, keep));
  return {
    item: Object.fromEntries(
      members.filter(([name, value]) => (value !== null || name === ACTIVE_ATTRIBUTE) && !isCut(value)),
    ),
    cut: members.filter(([, value]) => isCut(value)).map(([name]) => name),
  };
}
