/** Tells an app what has changed, after each write that took effect. */
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { versionOf } from "./meta.ts";
import type { Awaitable, DeleteOutcome, MemberChanges, Store, StoreContext, WriteOutcome } from "./store.ts";
import { RequestContext } from "./store-context.ts";

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
  /** Before a write; what is returned is called after it, with the change that took effect or with nothing. */
  begin(intended: IntendedChange): Awaitable<(change: Change | undefined) => Awaitable<void>>;
}

/** A delete without an expected version is bound to one here, and made again when somebody else was faster. */
const MAX_ROUNDS = 200;

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
      return await write(delivery, intended, context, () => store.insert(tenant, type, resource, whole(context)));
    },
    async replace(tenant, type, resource, expectedVersion, context) {
      const id = idOf(resource);
      const before = await store.get(tenant, type, id, whole(context));
      if (before === undefined) return { kind: "missing" };
      if (versionOf(before) !== expectedVersion) return { kind: "stale" };
      return await write(delivery, intend("update", tenant, type, id, before), context, () =>
        store.replace(tenant, type, resource, expectedVersion, whole(context)),
      );
    },
    async delete(tenant, type, id, expectedVersion, context) {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const before = await store.get(tenant, type, id, whole(context));
        if (before === undefined) return "missing";
        const version = versionOf(before);
        if (expectedVersion !== undefined && expectedVersion !== version) return "stale";
        const outcome = await remove(store, delivery, type, intend("delete", tenant, type, id, before), context);
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
  delivery: ChangeDelivery,
  intended: IntendedChange,
  { subject }: StoreContext,
  act: () => Awaitable<Outcome>,
  members?: ChangedMembers,
): Promise<Outcome> {
  const finish = await delivery.begin(intended);
  const outcome = await act();
  const { id: _, ...rest } = intended;
  await finish(outcome.kind === "stored" ? { ...rest, after: outcome.resource, members, subject } : undefined);
  return outcome;
}

async function remove(
  store: Store,
  delivery: ChangeDelivery,
  type: ResourceType,
  intended: IntendedChange,
  context: StoreContext,
): Promise<DeleteOutcome> {
  const { id, tenant, before } = intended;
  const finish = await delivery.begin(intended);
  const outcome = await store.delete(tenant, type, id, versionOf(before ?? {}), context);
  const { resourceType, operation } = intended;
  const change: Change = { tenant, resourceType, operation, before, after: undefined, subject: context.subject };
  await finish(outcome === "deleted" ? change : undefined);
  return outcome;
}

/** The app is told of whole resources, whatever the answer needs. */
function whole(context: StoreContext): StoreContext {
  return context.omit === undefined ? context : new RequestContext(context, context.subject);
}

function idOf(resource: JsonObject): string {
  return String(resource["id"]);
}
