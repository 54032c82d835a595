/**
 * A store that starts nothing for a request that has ended, that gets no string that databases cannot store, and that
 * notes for each request whether it may have written something.
 */
import { isScimError, isScimRequestError } from "../../errors.ts";
import { type Awaitable, isPending } from "../../internal/awaitable.ts";
import { OUTCOME_UNKNOWN } from "../../internal/write-statuses.ts";
import { assertStorable, checksStrings } from "./storable-strings.ts";
import type { DeleteOutcome, MembersOutcome, Store, StoreContext, WriteOutcome } from "./store.ts";
import { RequestContext, type RequestLifetime } from "./store-context.ts";

/** Wraps the store of a handler: the last thing that happens before a call of the store is this check. */
export function guardStore(store: Store): Store {
  const { changeMembers, changeMemberships, groupsOf } = store;
  const checkStrings = checksStrings in store ? () => {} : assertStorable;
  return {
    get(tenant, type, id, context) {
      throwIfEnded(context);
      return store.get(tenant, type, id, context);
    },
    query(tenant, type, query, context) {
      throwIfEnded(context);
      return store.query(tenant, type, query, context);
    },
    insert(tenant, type, resource, context) {
      checkStrings(resource);
      return guardWrite(context, () => store.insert(tenant, type, resource, context));
    },
    replace(tenant, type, resource, expectedVersion, context) {
      checkStrings(resource);
      return guardWrite(context, () => store.replace(tenant, type, resource, expectedVersion, context));
    },
    delete: (tenant, type, id, expectedVersion, context) =>
      guardWrite(context, () => store.delete(tenant, type, id, expectedVersion, context)),
    ...(changeMembers === undefined
      ? {}
      : {
          changeMembers(tenant, type, id, changes, expectedVersion, context) {
            checkStrings(changes.add, "members");
            return guardWrite(context, () =>
              changeMembers.call(store, tenant, type, id, changes, expectedVersion, context),
            );
          },
        }),
    ...(changeMemberships === undefined
      ? {}
      : {
          changeMemberships(tenant, type, member, element, now, context) {
            if (element !== undefined) checkStrings(element, "members");
            return guardWrite(context, () =>
              changeMemberships.call(store, tenant, type, member, element, now, context),
            );
          },
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

/** A number counts the resources that were written. */
type AnyOutcome = WriteOutcome | MembersOutcome | DeleteOutcome | number;

/** A store that answers at once, without a promise, is answered at once. */
function guardWrite<Outcome extends AnyOutcome>(
  context: StoreContext,
  write: () => Awaitable<Outcome>,
): Awaitable<Outcome> {
  if (!(context instanceof RequestContext)) return write();
  const { lifetime } = context;
  lifetime.beginWrite();
  let outcome: Awaitable<Outcome>;
  try {
    outcome = write();
  } catch (error) {
    noteFailure(error, lifetime);
    throw error;
  }
  return isPending(outcome) ? noteLater(outcome, lifetime) : note(outcome, lifetime);
}

async function noteLater<Outcome extends AnyOutcome>(
  outcome: Promise<Outcome>,
  lifetime: RequestLifetime,
): Promise<Outcome> {
  try {
    return note(await outcome, lifetime);
  } catch (error) {
    noteFailure(error, lifetime);
    throw error;
  }
}

function note<Outcome extends AnyOutcome>(outcome: Outcome, lifetime: RequestLifetime): Outcome {
  if (!hadEffect(outcome)) lifetime.cancelEffect();
  return outcome;
}

function hadEffect(outcome: AnyOutcome): boolean {
  if (typeof outcome === "number") return outcome > 0;
  return typeof outcome === "string" ? outcome === "deleted" : outcome.kind === "stored";
}

/** A ScimError of the store rejects the write, unless it is a 504; any other error leaves open whether it was made. */
function noteFailure(error: unknown, lifetime: RequestLifetime): void {
  if (isScimError(error) && !isScimRequestError(error) && error.status !== OUTCOME_UNKNOWN) lifetime.cancelEffect();
}
