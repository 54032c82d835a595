/** Limits how many elements a list of a resource may have, except the members of a group. */
import { ScimError } from "../../errors.ts";
import { isObject } from "../../internal/values.ts";
import type { Limits } from "../../profile/service-profile.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";

const DEFAULT_LIMIT = 100_000;

/**
 * Checks the lists of a resource. One that was as long before may stay: the limit may be newer than it.
 *
 * @param resource - normalized or as sent.
 * @param before - the stored resource; undefined on create.
 * @throws ScimError 400 `invalidValue` for a list that is too long.
 */
export function rejectLongLists(
  resource: JsonRecord,
  before: JsonRecord | undefined,
  { members, hasNestedLists }: ResourceKind,
  { listElements = DEFAULT_LIMIT }: Limits,
): void {
  checkMembers(resource, before, { limit: listElements, exempt: members?.name, hasNestedLists }, 2);
}

type JsonRecord = Readonly<Record<string, unknown>>;

interface ListLimit {
  readonly limit: number;
  /** The name of the members attribute. */
  readonly exempt: string | undefined;
  readonly hasNestedLists: boolean;
}

/** @param depth - levels of objects below: attributes of an extension, and their sub-attributes. */
function checkMembers(owner: JsonRecord, before: JsonRecord | undefined, rule: ListLimit, depth: number): void {
  for (const name in owner) {
    const value = owner[name];
    const old = before?.[name];
    if (value === old || typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      if (name.toLowerCase() !== rule.exempt?.toLowerCase()) checkList(name, value, old, rule);
    } else if (depth > 0 && isObject(value)) {
      checkMembers(value, isObject(old) ? old : undefined, rule, depth - 1);
    }
  }
}

function checkList(name: string, list: readonly unknown[], old: unknown, rule: ListLimit): void {
  if (list.length > rule.limit && !(Array.isArray(old) && old.length >= list.length)) {
    const problem = `a list may have at most ${rule.limit} elements, and this one has ${list.length}`;
    throw new ScimError(`${name}: ${problem}.`, { status: 400, scimType: "invalidValue" });
  }
  if (!rule.hasNestedLists) return;
  for (const element of list) if (isObject(element)) checkMembers(element, undefined, rule, 0);
}
