/**
 * Prepares a write: the target's own rules are applied first, so that intent and log entry show what was sent, not what
 * was wanted.
 */
import { applyPatch, type PatchOperation } from "../../patch/index.ts";
import type { CycleContext } from "../context/context.ts";
import type { Create, Removal, Update } from "../decide/decision.ts";
import { type AttributeChange, readMappedValues, toPatchOperations } from "../mapping/attribute-changes.ts";

/** A request, ready to be sent. */
export interface PreparedRequest {
  /** The attributes that the request changes. */
  readonly changes: readonly AttributeChange[];
  /** Sends the request; returns the id of the account. */
  readonly send: () => Promise<string>;
}

/**
 * Prepares the request of a write; undefined when the target takes none of its changes.
 *
 * @throws ScimError when the target's rules reject it.
 */
export function prepareRequest(
  context: CycleContext,
  { kind, link: { targetId }, changes }: Create | Update | Removal,
): PreparedRequest | undefined {
  const { users } = context.target;
  switch (kind) {
    case "create":
      return prepareCreate(context, changes);
    case "update":
    case "disable":
      return preparePatch(context, targetId, changes);
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

function prepareCreate(context: CycleContext, wanted: readonly AttributeChange[]): PreparedRequest {
  const { users } = context.target;
  const account = applyPatch({}, toPatchOperations(wanted), users.type);
  const send = async (resource: object): Promise<string> => (await users.create(resource, { unknown: "keep" })).id;
  if (users.prepare === undefined) return { changes: wanted, send: () => send(account) };
  const prepared = users.prepare(account, { unknown: "keep" });
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
): PreparedRequest | undefined {
  const wantedOperations = toPatchOperations(wanted);
  const operations = users.prepareOperations?.(wantedOperations) ?? wantedOperations;
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
    return change.after === null || change.added !== undefined ? [change] : [{ ...change, after: operation.value }];
  });
}
