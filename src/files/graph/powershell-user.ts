/** A user as PowerShell writes it: every attribute of the object is there, and null where nobody asked for it. */

import { attributesIn } from "../../graph-users/user-attributes.ts";
import { isCut, isPascalCase, WHOLE_JSON, withGraphNames } from "../../internal/graph-names.ts";
import { isObject } from "../../internal/values.ts";
import { ACTIVE_ATTRIBUTE } from "../../provisioning/mapping/source-attributes.ts";
import { invalidSource } from "../reading/file-errors.ts";
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
  const isKnown = ([name, value]: readonly [string, unknown]) => name === ACTIVE_ATTRIBUTE || hasValue(value);
  return {
    item: Object.fromEntries(members.filter(isKnown).map(([name, value]) => [name, withoutNulls(value)])),
    cut: members.filter(([, value]) => isCut(value)).map(([name]) => name),
  };
}

/** Whether a member has a value, or is an object with one: a manager who was not expanded is an object of nulls. */
function hasValue(value: unknown): boolean {
  return isObject(value) ? Object.values(value).some((part) => part !== null) : value !== null && !isCut(value);
}

function withoutNulls(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) : value;
}

/**
 * Rejects a user whose value for an attribute that is read was cut by PowerShell.
 *
 * @throws ProvisioningError `invalid_source`.
 */
export function rejectCut(
  path: string,
  { cut, location }: Pick<SpelledUser, "cut"> & { readonly location: string },
  reads: ReadonlySet<string>,
): void {
  const name = cut.find((one) => attributesIn(one).some((read) => reads.has(read)) || hasPart(reads, one));
  if (name === undefined) return;
  throw invalidSource(
    path,
    `${location}: PowerShell cut ${JSON.stringify(name)}; export the users again with ${WHOLE_JSON}`,
  );
}

function hasPart(names: ReadonlySet<string>, object: string): boolean {
  return [...names].some((name) => name.startsWith(`${object}.`));
}
