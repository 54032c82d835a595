/** A store that reports every write that took effect. */
import { isScimError } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { versionOf } from "../store/meta.ts";
import type { DeleteOutcome, MemberChanges, Store, StoreContext, WriteOutcome } from "../store/store.ts";
import { omitting, RequestContext } from "../store/store-context.ts";

/** A write that took effect. */
export interface ResourceChange {
  /** Tenant of the resource. */
  readonly tenant: string;
  /** Name of the resource type, such as `User`. */
  readonly resourceType: string;
  /** What was done. */
  readonly operation: "create" | "update" | "delete";
  /** The resource before; undefined on create. */
  readonly before: JsonObject | undefined;
  /** The resource as stored now; undefined on delete. */
  readonly after: JsonObject | undefined;
  /** The requested members, where only members of a group changed. `before` and `after` may then lack their members. */
  readonly members?: Pick<MemberChanges, "add" | "remove"> | undefined;
  /** The caller, where the authentication named one. */
  readonly subject?: string | undefined;
  /** Aborts when the time for this delivery is over; another delivery may follow. */
  readonly signal: AbortSignal;
}

/** Receives a change, at least once. It throws or rejects to receive the change again. */
export type OnChange = (change: ResourceChange) => Awaitable<void>;

/** A change to deliver. */
export type Change = Omit<ResourceChange, "signal">;

/** What is known about a write before it is made. */
export interface IntendedChange extends Pick<ResourceChange, "tenant" | "resourceType" | "operation" | "before"> {
  /** Id of the resource. */
  readonly id: string;
}

/** Delivers changes to the app. */
export interface ChangeDelivery {
  /** Called before a write. */
  begin(intended: IntendedChange): Awaitable<PendingDelivery>;
}

/** The delivery of a write in progress; one of the two methods is called after the write. */
interface PendingDelivery {
  /**
   * The write has ended.
   *
   * @param change - what took effect; undefined for nothing.
   * @param maxWait - milliseconds that the caller waits at most; the delivery continues without it.
   */
  complete(change: Change | undefined, maxWait: number): Awaitable<void>;
  /**
   * The write has failed, but may have taken effect.
   *
   * @param findOut - reads the store; undefined when nothing took effect.
   */
  resolveLater(findOut: () => Promise<Change | undefined>): void;
}

/** Maximum number of attempts at a delete without an expected version, which is made conditional here. */
const MAX_ATTEMPTS = 200;

/** Milliseconds for finding out whether a failed write took effect. */
const READ_BACK_TIMEOUT = 10_000;

/** Wraps a store so that every write that took effect is delivered. Conditional writes make `before` exact. */
export function withChangeDelivery(store: Store, delivery: ChangeDelivery): Store {
  const { changeMembers, groupsOf } = store;
  return {
    get: (tenant, type, id, context) => store.get(tenant, type, id, context),
    query: (tenant, type, query, context) => store.query(tenant, type, query, context),
    async insert(tenant, type, resource, context) {
      const intended = intend("create", tenant, type, idOf(resource), undefined);
      return await write({ store, type }, delivery, intended, context, () =>
        store.insert(tenant, type, resource, withoutOmissions(context)),
      );
    },
    async replace(tenant, type, resource, expectedVersion, context) {
      const id = idOf(resource);
      const before = await store.get(tenant, type, id, withoutOmissions(context));
      if (before === undefined) return { kind: "missing" };
      if (versionOf(before) !== expectedVersion) return { kind: "stale" };
      return await write({ store, type }, delivery, intend("update", tenant, type, id, before), context, () =>
        store.replace(tenant, type, resource, expectedVersion, withoutOmissions(context)),
      );
    },
    async delete(tenant, type, id, expectedVersion, context) {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const before = await store.get(tenant, type, id, withoutOmissions(context));
        if (before === undefined) return "missing";
        const version = versionOf(before);
        if (expectedVersion !== undefined && expectedVersion !== version) return "stale";
        const outcome = await remove({ store, type }, delivery, intend("delete", tenant, type, id, before), context);
        if (outcome !== "stale" || expectedVersion !== undefined) return outcome;
      }
      return "stale";
    },
    ...(changeMembers === undefined
      ? {}
      : {
          async changeMembers(tenant, type, id, changes, expectedVersion, context) {
            const before = await store.get(tenant, type, id, omitting(context, ["members"]));
            if (before === undefined) return { kind: "missing" };
            if (versionOf(before) !== expectedVersion) return { kind: "stale" };
            return await write(
              { store, type },
              delivery,
              intend("update", tenant, type, id, before),
              context,
              () => changeMembers.call(store, tenant, type, id, changes, expectedVersion, context),
              { add: changes.add, remove: changes.remove },
            );
          },
        }),
    ...(groupsOf === undefined
      ? {}
      : { groupsOf: (tenant, type, members, context) => groupsOf.call(store, tenant, type, members, context) }),
  };
}

/** Where a write is made. */
interface WriteTarget {
  readonly store: Store;
  readonly type: ResourceType;
}

function intend(
  operation: ResourceChange["operation"],
  tenant: string,
  { name }: ResourceType,
  id: string,
  before: JsonObject | undefined,
): IntendedChange {
  return { operation, tenant, resourceType: name, id, before };
}

/** Makes a write and delivers it. */
async function write<Outcome extends WriteOutcome | { readonly kind: "unchanged" }>(
  target: WriteTarget,
  delivery: ChangeDelivery,
  intended: IntendedChange,
  context: StoreContext,
  makeWrite: () => Awaitable<Outcome>,
  members?: ResourceChange["members"],
): Promise<Outcome> {
  const change = { ...changeOf(intended, context), members };
  const pending = await delivery.begin(intended);
  const outcome = await attemptWrite(pending, makeWrite, () => readBack(target, intended, change));
  const effective = outcome.kind === "stored" ? { ...change, after: outcome.resource } : undefined;
  await pending.complete(effective, maxWaitOf(context));
  return outcome;
}

/** Deletes the version that was read and delivers it. */
async function remove(
  target: WriteTarget,
  delivery: ChangeDelivery,
  intended: IntendedChange,
  context: StoreContext,
): Promise<DeleteOutcome> {
  const { id, tenant, before } = intended;
  const change = changeOf(intended, context);
  const pending = await delivery.begin(intended);
  const makeWrite = () => target.store.delete(tenant, target.type, id, versionOf(before ?? {}), context);
  const outcome = await attemptWrite(pending, makeWrite, () => readBack(target, intended, change));
  await pending.complete(outcome === "deleted" ? change : undefined, maxWaitOf(context));
  return outcome;
}

function changeOf({ id: _, ...intended }: IntendedChange, { subject }: StoreContext): Change {
  return { ...intended, after: undefined, subject };
}

/** However slow the app is, the response is sent in time, even that of a bulk request with many writes. */
function maxWaitOf(context: StoreContext): number {
  return context instanceof RequestContext ? context.lifetime.spareTime : Number.POSITIVE_INFINITY;
}

/**
 * Makes a write. A write that fails, for example because the connection was lost after the commit, may have taken
 * effect; one that is rejected with a `ScimError` has not.
 */
async function attemptWrite<Outcome>(
  pending: PendingDelivery,
  makeWrite: () => Awaitable<Outcome>,
  findOut: () => Promise<Change | undefined>,
): Promise<Outcome> {
  try {
    return await makeWrite();
  } catch (error) {
    if (isScimError(error)) await pending.complete(undefined, 0);
    else pending.resolveLater(findOut);
    throw error;
  }
}

/** Reads the store to find out whether a write took effect. Its request has ended by then. */
async function readBack(
  { store, type }: WriteTarget,
  intended: IntendedChange,
  change: Change,
): Promise<Change | undefined> {
  const after = await store.get(intended.tenant, type, intended.id, { signal: AbortSignal.timeout(READ_BACK_TIMEOUT) });
  return tookEffect(intended, after) ? { ...change, after } : undefined;
}

/**
 * Whether a write took effect. A resource that is gone after a create or an update was deleted since, which is a change
 * of its own.
 */
export function tookEffect({ operation, before }: Omit<IntendedChange, "id">, after: Change["after"]): boolean {
  if (operation === "delete") return after === undefined;
  if (after === undefined) return false;
  return before === undefined || versionOf(after) !== versionOf(before);
}

/** The app gets whole resources, whatever the response omits. */
function withoutOmissions(context: StoreContext): StoreContext {
  return context.omit === undefined ? context : omitting(context, undefined);
}

function idOf(resource: JsonObject): string {
  return String(resource["id"]);
}
