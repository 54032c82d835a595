/** Reads the items of Graph's users, and merges them into what is known of a user. */
import { type Attributes, userAttributes } from "../../../graph-users/user-attributes.ts";
import { canonicalId } from "../../../internal/object-id.ts";
import { isObject, readProperty } from "../../../internal/values.ts";
import { ACTIVE_ATTRIBUTE } from "../../../provisioning/mapping/source-attributes.ts";
import type { SourceValue } from "../../../provisioning/ports/source.ts";

/** An item of Graph. */
export type GraphItem = Readonly<Record<string, unknown>>;

/** What an item says of a user. */
export interface UserChange {
  readonly id: string;
  /** `soft`: can be restored; `hard`: cannot. Undefined for a user who is there, restored ones too. */
  readonly removal: "soft" | "hard" | undefined;
  /** Attributes that the item mentions, of those that are kept; null for one that was cleared. */
  readonly attributes: Attributes;
  /** Managers that a delta adds and removes. */
  readonly manager: ManagerChange | undefined;
  /** Whether the item has everything: what it does not mention has no value. Default false. */
  readonly isWhole?: boolean;
}

interface ManagerChange {
  readonly added: string | undefined;
  readonly removed: readonly string[];
}

const MANAGER = "manager";
const MANAGER_CHANGES = "manager@delta";

/** Reads an item; undefined for one without an id. */
export function readUserChange(item: GraphItem, keep: ReadonlySet<string>): UserChange | undefined {
  const value = readProperty(item, "id");
  const id = typeof value === "string" ? canonicalId(value) : "";
  if (id === "") return undefined;
  const removed = readProperty(item, "@removed");
  if (removed !== undefined)
    return { id, removal: removalOf(removed), attributes: Object.create(null), manager: undefined };
  const attributes: Attributes = Object.create(null);
  for (const [name, each] of Object.entries(userAttributes(item)))
    if (keep.has(name) && !(name === MANAGER && Object.hasOwn(item, MANAGER_CHANGES))) attributes[name] = each;
  const manager = keep.has(MANAGER) ? managerChange(readProperty(item, MANAGER_CHANGES)) : undefined;
  return { id, removal: undefined, attributes, manager };
}

/** `changed` can be undone, and so may any reason that is not known. */
function removalOf(removed: unknown): "soft" | "hard" {
  return isObject(removed) && readProperty(removed, "reason") === "deleted" ? "hard" : "soft";
}

function managerChange(changes: unknown): ManagerChange | undefined {
  if (!Array.isArray(changes)) return undefined;
  const entries = changes.filter(isObject).map((entry) => ({
    id: readProperty(entry, "id"),
    isRemoved: readProperty(entry, "@removed") !== undefined,
  }));
  const ids = (isRemoved: boolean) =>
    entries.flatMap((entry) =>
      entry.isRemoved === isRemoved && typeof entry.id === "string" ? canonicalId(entry.id) : [],
    );
  return { added: ids(false).at(-1), removed: ids(true) };
}

/**
 * Merges a change into the attributes of a user. What the change does not mention stays; a manager leaves only when it
 * is the one that was removed, because the entries of a delta may come again after later ones.
 *
 * @param before - Attributes with a value; a new user has none.
 * @returns Attributes with a value.
 */
export function mergeAttributes(before: Attributes, { attributes, manager }: UserChange): Attributes {
  const merged: Attributes = Object.assign(Object.create(null), before);
  for (const [name, value] of Object.entries(attributes)) set(merged, name, value);
  if (manager === undefined) return merged;
  const known = merged[MANAGER];
  if (manager.added !== undefined) merged[MANAGER] = manager.added;
  else if (typeof known === "string" && manager.removed.includes(canonicalId(known))) delete merged[MANAGER];
  return merged;
}

/** An empty `accountEnabled` says that nobody knows whether the user is active; it is kept. */
function set(attributes: Attributes, name: string, value: SourceValue): void {
  const isEmpty = value === null || (value === "" && name !== ACTIVE_ATTRIBUTE) || isEmptyList(value);
  if (isEmpty) delete attributes[name];
  else attributes[name] = value;
}

function isEmptyList(value: SourceValue): boolean {
  return Array.isArray(value) && value.length === 0;
}
