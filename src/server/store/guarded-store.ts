/**
 * A store that starts nothing for a request that has ended, and notes for each request whether it may have written
 * something.
 */
import { isScimError, isScimRequestError } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { DeleteOutcome, MembersOutcome, Store, StoreContext, WriteOutcome } from "./store.ts";
import { RequestContext } from "./store-context.ts";

/** Wraps the store of a handler: the last thing that happens before a call of the store is this check. */
export function guardStore(store: Store): Store {
  const { changeMembers, groupsOf } = store;
  return {
    get(tenant, type, id, context) {
      throwIfEnded(context);
      return store.get(tenant, type, id, context);
    },
    query(tenant, type, query, context) {
      throwIfEnded(context);
      return store.query(tenant, type, query, context);
    },
    insert: (tenant, type, resource, context) =>
      guardWrite(context, () => store.insert(tenant, type, resource, context)),
    replace: (tenant, type, resource, expectedVersion, context) =>
      guardWrite(context, () => store.replace(tenant, type, resource, expectedVersion, context)),
    delete: (tenant, type, id, expectedVersion, context) =>
      guardWrite(context, () => store.delete(tenant, type, id, expectedVersion, context)),
    ...(changeMembers === undefined
      ? {}
      : {
          changeMembers: (tenant, type, id, changes, expectedVersion, context) =>
            guardWrite(context, () => changeMembers.call(store, tenant, type, id, changes, expectedVersion, context)),
        }),
    ...(groupsOf === undefined
      ? {}
      : {
          groupsOf(tenant, type, members, context) {
            throwIfEnded(context);
            return groupsOf.call(store, tenant, type, members, context);
          },
        }),
  };
}

/** Calls without a request, such as those of a change delivery, have a limit of their own. */
function throwIfEnded(context: StoreContext): void {
  if (context instanceof RequestContext) context.lifetime.throwIfEnded();
}

async function guardWrite<Outcome extends WriteOutcome | MembersOutcome | DeleteOutcome>(
  context: StoreContext,
  write: () => Awaitable<Outcome>,
): Promise<Outcome> {
  if (!(context instanceof RequestContext)) return await write();
  const { lifetime } = context;
  lifetime.beginWrite();
  try {
    const outcome = await write();
    if (outcome !== "deleted" && (typeof outcome === "string" || outcome.kind !== "stored")) lifetime.cancelEffect();
    return outcome;
  } catch (error) {
    // The store has rejected the write; any other error leaves open whether it was made.
    if (isScimError(error) && !isScimRequestError(error)) lifetime.cancelEffect();
    throw error;
  }
}
