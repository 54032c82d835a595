/**
 * The smallest change that brings an account in sync: pure functions over last known and wanted values.
 */
import { isObject, readProperty, valuesEqual } from "../../internal/values.ts";
import { type PatchOperation, readPath } from "../../patch/index.ts";
import type { TargetValues } from "../ports/state.ts";
import type { CompiledAttribute, CompiledMapping } from "./compile-mapping.ts";

/** A change of one attribute. */
export interface AttributeChange {
  readonly attribute: CompiledAttribute;
  /** Last known value; undefined when there was none. */
  readonly before: unknown;
  /** Value afterwards; null when it is removed. */
  readonly after: unknown;
  /** Present when only these values are sent, to be added to the existing ones. */
  readonly added?: readonly unknown[];
}

/**
 * Returns the attributes whose wanted value differs from the last known one. A wanted null removes a value; attributes
 * without a wanted value stay.
 */
export function findChanges(
  attributes: readonly CompiledAttribute[],
  before: TargetValues,
  wanted: TargetValues,
): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const attribute of attributes) {
    const after = readProperty(wanted, attribute.target);
    if (after === undefined) continue;
    const change = findChange(attribute, readProperty(before, attribute.target), after);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

function findChange(attribute: CompiledAttribute, before: unknown, after: unknown): AttributeChange | undefined {
  if (before === undefined) return after === null ? undefined : { attribute, before, after };
  if (attribute.writeMode === "whenEmpty") return undefined;
  if (attribute.writeMode === "addValues") return findMissingValues(attribute, before, after);
  if (attribute.flowAlways && after !== null) return { attribute, before, after };
  return valuesEqual(before, after, attribute.comparison) ? undefined : { attribute, before, after };
}

function findMissingValues(attribute: CompiledAttribute, before: unknown, after: unknown): AttributeChange | undefined {
  const known: readonly unknown[] = Array.isArray(before) ? before : [before];
  const wanted: readonly unknown[] = Array.isArray(after) ? after : [after];
  const added = wanted.filter((value) => !known.some((one) => isSameElement(one, value, attribute)));
  return added.length === 0 ? undefined : { attribute, before, after: [...known, ...added], added };
}

/** Complex elements are the same when value and type are: a service may add the others. */
function isSameElement(known: unknown, wanted: unknown, { comparison }: CompiledAttribute): boolean {
  if (!isObject(known) || !isObject(wanted) || readProperty(wanted, "value") === undefined)
    return valuesEqual(known, wanted, comparison);
  return ["value", "type"].every((name) => {
    const [a, b] = [readProperty(known, name), readProperty(wanted, name)];
    return (name === "type" && a === undefined) || valuesEqual(a, b, comparison.subAttributes?.get(name));
  });
}

/**
 * Returns the operations of one PATCH: `replace` where the account is known to have a value, else `add`, as Entra sends
 * them; `remove` for a value that is gone.
 */
export function toPatchOperations(changes: readonly AttributeChange[]): readonly PatchOperation[] {
  return changes.map(({ attribute: { target: path }, before, after, added }) => {
    if (after === null) return { op: "remove", path };
    if (added !== undefined) return { op: "add", path, value: added };
    return { op: before === undefined ? "add" : "replace", path, value: after };
  });
}

/** Returns the values after the changes, by mapped target attribute; null where a change removes one. */
export function changedValues(changes: readonly AttributeChange[]): TargetValues {
  return Object.fromEntries(changes.map(({ attribute, after }) => [attribute.target, after]));
}

/** Returns the known values with the changes applied. */
export function applyChanges(values: TargetValues, changes: readonly AttributeChange[]): TargetValues {
  if (changes.length === 0) return values;
  const merged = { ...values, ...changedValues(changes) };
  if (changes.every(({ after }) => after !== null)) return merged;
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** Returns the values of the mapped attributes of an account. */
export function readMappedValues({ attributes, type }: CompiledMapping, account: object): TargetValues {
  const values: Record<string, unknown> = {};
  for (const attribute of attributes) {
    const value = readPath(account, attribute.path, type);
    if (value !== undefined) values[attribute.target] = attribute.reference ? withoutReferenceMetadata(value) : value;
  }
  return values;
}

/** Returns a reference without the `$ref` and the display name that the service adds. */
function withoutReferenceMetadata(value: unknown): unknown {
  return isObject(value) ? { value: readProperty(value, "value") } : value;
}

/** Returns the value of a reference attribute that refers to an account. */
export function toReference({ node }: CompiledAttribute, accountId: string): unknown {
  return node.type === "complex" ? { value: accountId } : accountId;
}

/** Returns the id of the account that a value of a reference attribute refers to. */
export function referencedAccountId(value: unknown): string | undefined {
  const id = isObject(value) ? readProperty(value, "value") : value;
  return typeof id === "string" ? id : undefined;
}

/** Whether an account has all of the expected values. */
export function hasValues(mapping: CompiledMapping, account: object, expected: TargetValues): boolean {
  return findChanges(mapping.attributes, readMappedValues(mapping, account), expected).every(
    ({ attribute, before, after }) => before !== undefined && valuesEqual(before, after, attribute.comparison),
  );
}
