/** Tells an app what has changed, after each write that took effect. */
import { isScimError } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { versionOf } from "../store/meta.ts";
import type { DeleteOutcome, MemberChanges, Store, StoreContext, WriteOutcome } from "../store/store.ts";
import { RequestContext } from "../store/store-context.ts";

/** Members that came to a group and left it. */
export type ChangedMembers = Pick<MemberChanges, "add" | "remove">;

/** A write that took effect. */
export interface ResourceChange {
  /** Whose resource it is. */
  readonly tenant: string;
  /** Name of the resource type, such as `User`. */
  readonly resourceType: string;
  /** What was done. */
  readonly operation: "create" | "update" | "delete";
  /** The resource before; undefined on create. */
  readonly before: JsonObject | undefined;
  /** The resource as it is kept now; undefined on delete. */
  readonly after: JsonObject | undefined;
  /** Set where only members of a group changed: what was asked for. `before` and `after` may then be without their members. */
  readonly members?: ChangedMembers | undefined;
  /** Who did it, where the authentication named one. */
  readonly subject?: string | undefined;
  /** Ends when the time for this delivery is over; another one may follow. */
  readonly signal: AbortSignal;
}

/** Told of a change, once at least. It throws, or rejects, to be told again. */
export type OnChange = (change: ResourceChange) => Awaitable<void>;

/** A change on its way to the app. */
export type Change = Omit<ResourceChange, "signal">;

/** What is known about a write before it is made. */
export interface IntendedChange extends Pick<ResourceChange, "tenant" | "resourceType" | "operation" | "before"> {
  /** Id of the resource. */
  readonly id: string;
}

/** Brings changes to the app. */
export interface ChangeDelivery {
  /** Called before a write. */
  begin(intended: IntendedChange): Awaitable<PendingDelivery>;
}

/** The delivery of a write that is being made; one of the two is called after it. */
export interface PendingDelivery {
  /**
   * The write has ended.
   *
   * @param change - what took effect, or nothing.
   * @param patience - milliseconds for which the caller waits at most; the delivery goes on by itself.
   */
  end(change: Change | undefined, patience: number): Awaitable<void>;
  /**
   * The write has failed, and may have taken effect nevertheless.
   *
   * @param look - finds out; undefined when nothing took effect.
   */
  doubt(look: () => Promise<Change | undefined>): void;
}

/** A delete without an expected version is bound to one here, and made again when somebody else was faster. */
const MAX_ROUNDS = 200;

/** Milliseconds for finding out whether a write that failed took effect. */
const LOOK_MS = 10_000;

/**
 * A store that tells of every write that took effect. Versions make `before` exact: a write is done only on the version that was read.
 *
 * @param store - where the writes are made.
 * @param delivery - who is told.
 */
export function withChanges(store: Store, delivery: ChangeDelivery): Store {
  const { changeMembers, groupsOf } = store;
  return {
    get: (tenant, type, id, context) => store.get(tenant, type, id, context),
    query: (tenant, type, query, context) => store.query(tenant, type, query, context),
    async insert(tenant, type, resource, context) {
      const intended = intend("create", tenant, type, idOf(resource), undefined);
      return await write({ store, type }, delivery, intended, context, () =>
        store.insert(tenant, type, resource, whole(context)),
      );
    },
    async replace(tenant, type, resource, expectedVersion, context) {
      const id = idOf(resource);
      const before = await store.get(tenant, type, id, whole(context));
      if (before === undefined) return { kind: "missing" };
      if (versionOf(before) !== expectedVersion) return { kind: "stale" };
      return await write({ store, type }, delivery, intend("update", tenant, type, id, before), context, () =>
        store.replace(tenant, type, resource, expectedVersion, whole(context)),
      );
    },
    async delete(tenant, type, id, expectedVersion, context) {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const before = await store.get(tenant, type, id, whole(context));
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
            const light = new RequestContext(context, context.subject, ["members"]);
            const before = await store.get(tenant, type, id, light);
            if (before === undefined) return { kind: "missing" };
            if (versionOf(before) !== expectedVersion) return { kind: "stale" };
            const { add, remove: removed } = changes;
            return await write(
              { store, type },
              delivery,
              intend("update", tenant, type, id, before),
              context,
              () => changeMembers.call(store, tenant, type, id, changes, expectedVersion, context),
              { add, remove: removed },
            );
          },
        }),
    ...(groupsOf === undefined
      ? {}
      : { groupsOf: (tenant, type, members, context) => groupsOf.call(store, tenant, type, members, context) }),
  };
}

/** Where a write is made. */
interface Place {
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

/** Makes a write and tells of it. */
async function write<Outcome extends WriteOutcome | { readonly kind: "unchanged" }>(
  place: Place,
  delivery: ChangeDelivery,
  intended: IntendedChange,
  context: StoreContext,
  act: () => Awaitable<Outcome>,
  members?: ChangedMembers,
): Promise<Outcome> {
  const change = { ...changeOf(intended, context), members };
  const pending = await delivery.begin(intended);
  const outcome = await attempt(pending, act, () => lookFor(place, intended, change));
  const after = outcome.kind === "stored" ? { ...change, after: outcome.resource } : undefined;
  await pending.end(after, patienceOf(context));
  return outcome;
}

async function remove(
  place: Place,
  delivery: ChangeDelivery,
  intended: IntendedChange,
  context: StoreContext,
): Promise<DeleteOutcome> {
  const { id, tenant, before } = intended;
  const change = changeOf(intended, context);
  const pending = await delivery.begin(intended);
  const act = () => place.store.delete(tenant, place.type, id, versionOf(before ?? {}), context);
  const outcome = await attempt(pending, act, () => lookFor(place, intended, change));
  await pending.end(outcome === "deleted" ? change : undefined, patienceOf(context));
  return outcome;
}

function changeOf({ id: _, ...intended }: IntendedChange, { subject }: StoreContext): Change {
  return { ...intended, after: undefined, subject };
}

/** However long the app takes, an answer comes in time, also that to a bulk request of many writes. */
function patienceOf(context: StoreContext): number {
  return context instanceof RequestContext ? context.patience : Number.POSITIVE_INFINITY;
}

/** Makes a write. One that fails, such as by a connection that is lost after the commit, may have taken effect; a refusal in the words of the protocol has not. */
async function attempt<Outcome>(
  pending: PendingDelivery,
  act: () => Awaitable<Outcome>,
  look: () => Promise<Change | undefined>,
): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (isScimError(error)) await pending.end(undefined, 0);
    else pending.doubt(look);
    throw error;
  }
}

/** Sees in the store whether a write took effect. The request that wanted it is over by then. */
async function lookFor({ store, type }: Place, intended: IntendedChange, change: Change): Promise<Change | undefined> {
  const after = await store.get(intended.tenant, type, intended.id, { signal: AbortSignal.timeout(LOOK_MS) });
  return tookEffect(intended, after) ? { ...change, after } : undefined;
}

/** Whether a write took effect. A resource that is gone after a create or an update was deleted since, which is a change of its own. */
export function tookEffect({ operation, before }: Omit<IntendedChange, "id">, after: Change["after"]): boolean {
  if (operation === "delete") return after === undefined;
  if (after === undefined) return false;
  return before === undefined || versionOf(after) !== versionOf(before);
}

/** The app is told of whole resources, whatever the answer needs. */
function whole(context: StoreContext): StoreContext {
  return context.omit === undefined ? context : new RequestContext(context, context.subject);
}

function idOf(resource: JsonObject): string {
  return String(resource["id"]);
}
