/**
 * The smallest change that brings an account in step: pure functions over last known and wanted values.
 */

import { isObject, readProperty, valuesEqual } from "../../internal/values.ts";
import { type PatchOperation, readPath } from "../../patch/index.ts";
import type { ModifiedProperty } from "../ports/log.ts";
import type { TargetValues } from "../ports/state.ts";
import type { CompiledAttribute, CompiledMapping } from "./compile-mapping.ts";

/** One attribute that is to change. */
export interface AttributeChange {
  readonly attribute: CompiledAttribute;
  /** Last known value; undefined when there was none. */
  readonly before: unknown;
  /** Value afterwards; null when it is removed. */
  readonly after: unknown;
  /** Only these values are sent, to stand beside those that are there. */
  readonly added?: readonly unknown[];
}

/** Attributes whose wanted value differs from the last known one. What is wanted of nothing is left alone; null wants it removed. */
export function findChanges(
  attributes: readonly CompiledAttribute[],
  before: TargetValues,
  wanted: TargetValues,
): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const attribute of attributes) {
    const after = ownValue(wanted, attribute.target);
    if (after === undefined) continue;
    const change = findChange(attribute, ownValue(before, attribute.target), after);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

function findChange(attribute: CompiledAttribute, before: unknown, after: unknown): AttributeChange | undefined {
  if (before === undefined) return after === null ? undefined : { attribute, before, after };
  if (attribute.writeMode === "whenEmpty") return undefined;
  if (attribute.writeMode === "addValues") return findMissingValues(attribute, before, after);
  if (attribute.flowAlways && after !== null) return { attribute, before, after };
  return valuesEqual(before, after, attribute.node) ? undefined : { attribute, before, after };
}

function findMissingValues(attribute: CompiledAttribute, before: unknown, after: unknown): AttributeChange | undefined {
  const known: readonly unknown[] = Array.isArray(before) ? before : [before];
  const wanted: readonly unknown[] = Array.isArray(after) ? after : [after];
  const added = wanted.filter((value) => !known.some((one) => valuesEqual(one, value, attribute.node)));
  return added.length === 0 ? undefined : { attribute, before, after: [...known, ...added], added };
}

function ownValue(values: TargetValues, target: string): unknown {
  return Object.hasOwn(values, target) ? values[target] : undefined;
}

/** Operations of one PATCH: `replace` where the account is known to have a value, else `add`, as Entra does; `remove` for a reference that ended. */
export function toPatchOperations(changes: readonly AttributeChange[]): readonly PatchOperation[] {
  return changes.map(({ attribute: { target: path }, before, after, added }) => {
    if (after === null) return { op: "remove", path };
    if (added !== undefined) return { op: "add", path, value: added };
    return { op: before === undefined ? "add" : "replace", path, value: after };
  });
}

/** Values that changes bring, by mapped target attribute; null where they remove one. */
export function changedValues(changes: readonly AttributeChange[]): TargetValues {
  return Object.fromEntries(changes.map(({ attribute, after }) => [attribute.target, after]));
}

/** Known values after changes. */
export function applyChanges(values: TargetValues, changes: readonly AttributeChange[]): TargetValues {
  if (changes.length === 0) return values;
  const merged = { ...values, ...changedValues(changes) };
  if (changes.every(({ after }) => after !== null)) return merged;
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** Values of the mapped attributes that an account has. */
export function readMappedValues({ attributes, type }: CompiledMapping, account: object): TargetValues {
  const values: Record<string, unknown> = {};
  for (const attribute of attributes) {
    const value = readPath(account, attribute.path, type);
    if (value !== undefined) values[attribute.target] = attribute.reference ? withoutReferenceMetadata(value) : value;
  }
  return values;
}

/** A reference without the `$ref` and the name that the service adds to it. */
function withoutReferenceMetadata(value: unknown): unknown {
  return isObject(value) ? { value: readProperty(value, "value") } : value;
}

/** A value of a reference attribute: the id of an account, in the shape of the attribute. */
export function toReference({ node }: CompiledAttribute, targetId: string): unknown {
  return node.type === "complex" ? { value: targetId } : targetId;
}

/** The id of the account that a value of a reference attribute names. */
export function referencedAccountId(value: unknown): string | undefined {
  const id = isObject(value) ? readProperty(value, "value") : value;
  return typeof id === "string" ? id : undefined;
}

/** Whether an account has all of some values. */
export function hasValues(mapping: CompiledMapping, account: object, expected: TargetValues): boolean {
  return findChanges(mapping.attributes, readMappedValues(mapping, account), expected).every(
    ({ attribute, before, after }) => before !== undefined && valuesEqual(before, after, attribute.node),
  );
}

/** The literal that stands in the log for a value that must not be there. */
export const REDACTED = "[Redact]";

/** Changes as the log shows them. */
export function toModifiedProperties(changes: readonly AttributeChange[]): readonly ModifiedProperty[] {
  return changes.map(({ attribute, before, after }) => ({
    displayName: attribute.target,
    oldValue: before === undefined ? null : printValue(before, attribute),
    newValue: after === null ? null : printValue(after, attribute),
  }));
}

function printValue(value: unknown, attribute: CompiledAttribute): string {
  if (attribute.redacted) return REDACTED;
  if (attribute.reference) return referencedAccountId(value) ?? "";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? value : JSON.stringify(value);
}
