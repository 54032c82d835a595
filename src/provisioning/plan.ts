/**
 * The smallest change that brings an account in step: pure functions over last known and wanted values.
 */

import { valuesEqual } from "../internal/values.ts";
import { type PatchOperation, readPath } from "../patch/index.ts";
import type { ModifiedProperty } from "./log.ts";
import type { CompiledAttribute, CompiledMapping } from "./mapping.ts";
import type { TargetValues } from "./state.ts";

/** One attribute that is to change. */
export interface Change {
  readonly attribute: CompiledAttribute;
  readonly before: unknown;
  readonly after: unknown;
}

/** Attributes whose wanted value differs from the last known one. What is wanted of nothing is left alone. */
export function findChanges(
  attributes: readonly CompiledAttribute[],
  before: TargetValues,
  wanted: TargetValues,
): readonly Change[] {
  const changes: Change[] = [];
  for (const attribute of attributes) {
    const after = own(wanted, attribute.target);
    if (after === undefined) continue;
    const known = own(before, attribute.target);
    if (known === undefined || !valuesEqual(known, after, attribute.node))
      changes.push({ attribute, before: known, after });
  }
  return changes;
}

function own(values: TargetValues, target: string): unknown {
  return Object.hasOwn(values, target) ? values[target] : undefined;
}

/** Operations of one PATCH: `replace` where the account is known to have a value, else `add`, as Entra does. */
export function toOperations(changes: readonly Change[]): readonly PatchOperation[] {
  return changes.map(({ attribute, before, after }) => ({
    op: before === undefined ? "add" : "replace",
    path: attribute.target,
    value: after,
  }));
}

/** Values that changes bring, by mapped target attribute. */
export function newValues(changes: readonly Change[]): TargetValues {
  return Object.fromEntries(changes.map(({ attribute, after }) => [attribute.target, after]));
}

/** Values of the mapped attributes that an account has. */
export function readValues({ attributes, type }: CompiledMapping, account: object): TargetValues {
  const values: Record<string, unknown> = {};
  for (const attribute of attributes) {
    const value = readPath(account, attribute.path, type);
    if (value !== undefined) values[attribute.target] = value;
  }
  return values;
}

/** Whether an account has all of some values. */
export function hasValues(mapping: CompiledMapping, account: object, expected: TargetValues): boolean {
  return findChanges(mapping.attributes, readValues(mapping, account), expected).length === 0;
}

/** The literal that stands in the log for a value that must not be there. */
export const REDACTED = "[Redact]";

/** Changes as the log shows them. */
export function toModifiedProperties(changes: readonly Change[]): readonly ModifiedProperty[] {
  return changes.map(({ attribute, before, after }) => ({
    displayName: attribute.target,
    oldValue: before === undefined ? null : printValue(before, attribute),
    newValue: printValue(after, attribute),
  }));
}

function printValue(value: unknown, attribute: CompiledAttribute): string {
  if (attribute.redacted) return REDACTED;
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? value : JSON.stringify(value);
}
