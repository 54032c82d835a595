/**
 * What a write really sends: the target's own rules are applied before the intent and the log entry are made, so that the log tells what was sent and
 * not what was wanted.
 */
import { applyPatch, type PatchOperation } from "../../patch/index.ts";
import type { CycleContext } from "../context/context.ts";
import { type AttributeChange, readMappedValues, toPatchOperations } from "../mapping/attribute-changes.ts";

/** A new account, and the attributes it is given. */
export interface OutgoingAccount {
  readonly resource: object;
  readonly changes: readonly AttributeChange[];
}

/**
 * Makes a new account of wanted values.
 *
 * @throws ScimError when the target's rules refuse it.
 */
export function outgoingAccount(context: CycleContext, wanted: readonly AttributeChange[]): OutgoingAccount {
  const { mapping } = context;
  const target = context.target.users;
  const resource = applyPatch({}, toPatchOperations(wanted), target.type);
  if (target.prepare === undefined) return { resource, changes: wanted };
  const prepared = target.prepare(resource);
  const values = readMappedValues(mapping, prepared);
  const changes = wanted.flatMap((change) => {
    const after = values[change.attribute.target];
    return after === undefined ? [] : [{ ...change, after }];
  });
  return { resource: prepared, changes };
}

/** The operations of a PATCH, and the attributes they change. */
export interface OutgoingPatch {
  readonly operations: readonly PatchOperation[];
  readonly changes: readonly AttributeChange[];
}

/**
 * Makes the operations of wanted changes; none when the target takes none of them.
 *
 * @throws ScimError when the target's rules refuse them.
 */
export function outgoingPatch(context: CycleContext, wanted: readonly AttributeChange[]): OutgoingPatch {
  const operations = toPatchOperations(wanted);
  if (context.target.users.prepareOperations === undefined) return { operations, changes: wanted };
  const prepared = context.target.users.prepareOperations(operations);
  const changes = wanted.flatMap((change) => {
    const sent = prepared.find(({ path }) => path === change.attribute.target);
    if (sent === undefined) return [];
    return change.after === null || change.added !== undefined ? [change] : [{ ...change, after: sent.value }];
  });
  return { operations: prepared, changes };
}
