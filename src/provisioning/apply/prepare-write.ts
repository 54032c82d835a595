/**
 * Prepares a write: the target's own rules are applied first, so that intent and log entry show what was sent, not what
 * was wanted.
 */
import type { DroppedValue } from "../../internal/dropped-value.ts";
import { applyPatch, type PatchOperation } from "../../patch/index.ts";
import type { CycleContext } from "../context/context.ts";
import type { Create, Removal, Update } from "../decide/decision.ts";
import { type AttributeChange, readMappedValues, toPatchOperations } from "../mapping/attribute-changes.ts";

/** A write after the target's own rules. */
export interface PreparedWrite {
  /** What to send; undefined when the target takes none of the changes. */
  readonly request: PreparedRequest | undefined;
  /** The values that the rules left out. */
  readonly dropped: readonly DroppedValue[];
}

/** A request, ready to be sent. */
export interface PreparedRequest {
  /** The attributes that the request changes. */
  readonly changes: readonly AttributeChange[];
  /** Sends the request; returns the id of the account. */
  readonly send: () => Promise<string>;
}

/**
 * Prepares a write.
 *
 * @throws ScimError when the target's rules reject it.
 */
export function prepareWrite(context: CycleContext, decision: Create | Update | Removal): PreparedWrite {
  const dropped = new Map<string, DroppedValue>();
  // A rule may run several times over one value.
  const request = prepareRequest(context, decision, (value) => dropped.set(JSON.stringify(value), value));
  return { request, dropped: [...dropped.values()] };
}

type OnDropped = (dropped: DroppedValue) => void;

function prepareRequest(
  context: CycleContext,
  { kind, link: { targetId }, changes }: Create | Update | Removal,
  onDropped: OnDropped,
): PreparedRequest | undefined {
  const { users } = context.target;
  switch (kind) {
    case "create":
      return prepareCreate(context, changes, onDropped);
    case "update":
    case "disable":
      return preparePatch(context, targetId, changes, onDropped);
    case "delete":
      return {
        changes,
        send: async () => {
          await users.delete(targetId);
          return targetId;
        },
      };
  }
}

function prepareCreate(
  context: CycleContext,
  wanted: readonly AttributeChange[],
  onDropped: OnDropped,
): PreparedRequest {
  const { users } = context.target;
  const account = applyPatch({}, toPatchOperations(wanted), context.mapping.type);
  const send = async (resource: object): Promise<string> => (await users.create(resource, { unknown: "keep" })).id;
  if (users.prepare === undefined) return { changes: wanted, send: () => send(account) };
  const prepared = users.prepare(account, { unknown: "keep", onDropped });
  const values = readMappedValues(context.mapping, prepared);
  const changes = wanted.flatMap((change) => {
    const after = values[change.attribute.target];
    return after === undefined ? [] : [{ ...change, after }];
  });
  return { changes, send: () => send(prepared) };
}

function preparePatch(
  { target: { users } }: CycleContext,
  targetId: string,
  wanted: readonly AttributeChange[],
  onDropped: OnDropped,
): PreparedRequest | undefined {
  const wantedOperations = toPatchOperations(wanted);
  const operations = users.prepareOperations?.(wantedOperations, { onDropped }) ?? wantedOperations;
  if (operations.length === 0) return undefined;
  const changes = users.prepareOperations === undefined ? wanted : changesSent(wanted, operations);
  const send = async () => {
    await users.patch(targetId, operations, { readBack: false });
    return targetId;
  };
  return { changes, send };
}

function changesSent(
  wanted: readonly AttributeChange[],
  operations: readonly PatchOperation[],
): readonly AttributeChange[] {
  return wanted.flatMap((change) => {
    const operation = operations.find(({ path }) => path === change.attribute.target);
    if (operation === undefined) return [];
    if (change.after === null || change.added !== undefined) return [change];
    // The rules may turn a value that cannot be sent into a removal.
    return [{ ...change, after: operation.value ?? null }];
  });
}
