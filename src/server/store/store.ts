/**
 * The store of resources that a handler works on.
 *
 * An implementation guarantees two things that the handler cannot: unique values stay unique, and a conditional write
 * is atomic, whatever else is written at the same moment.
 */
import type { Filter } from "../../filter/ast.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { JsonObject, ResolvedPath } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";

/** What the handler passes to every store call about the request that caused it. */
export interface StoreContext {
  /** Aborts when no client waits for the result any more. */
  readonly signal: AbortSignal;
  /** The caller, where the authentication named one. */
  readonly subject?: string | undefined;
  /**
   * Attributes of the result that the handler will not read, such as the `members` of a group of thousands. A hint: a
   * store may leave them out.
   */
  readonly omit?: readonly string[] | undefined;
}

/** Which resources of a type are wanted. */
export interface StoreQuery {
  /** Every resource when undefined. */
  readonly filter?: Filter | undefined;
  /** The store's own stable order when undefined. */
  readonly sort?:
    | {
        /** The attribute, looked up in the resource type. */
        readonly by: ResolvedPath;
        /** Whether the highest value comes first. */
        readonly descending: boolean;
      }
    | undefined;
  /** Position of the first resource wanted, from 1. */
  readonly startIndex: number;
  /** Maximum number of resources; 0 when only the total is wanted. */
  readonly count: number;
  /**
   * The `next` of an earlier page of the same filter and sort: the page wanted is the one after it, whatever was added
   * or removed before it since, and `startIndex` is ignored. Only set for a store whose pages have a `next`.
   */
  readonly after?: string | undefined;
}

/** The order of a query. */
export type StoreSort = NonNullable<StoreQuery["sort"]>;

/** A stored resource as JSON document. */
export interface StoredDocument {
  /** The `id` of the resource. */
  readonly id: string;
  /**
   * The resource, as `JSON.stringify` writes it. Its `meta` has at least one member and no `location`, and it lacks
   * the attributes that the context omits.
   */
  readonly json: string;
  /** Index in `json` of the brace that ends `meta`, before which the handler adds the location. */
  readonly metaEnd: number;
}

/** A page of a query's result. */
export interface StorePage {
  /** How many resources match, on all pages. */
  readonly total: number;
  /** The resources of this page, in order. */
  readonly resources: readonly JsonObject[];
  /**
   * The same resources as JSON documents, in order, for a store that has them: the handler sends them without parsing
   * them where nothing is projected away. A page that is copied with other `resources` must not have them; a
   * `DocumentPage` takes care of that. Undefined in a store without documents.
   */
  readonly documents?: readonly StoredDocument[] | undefined;
  /**
   * Where the next page begins, in a format of the store's own; clients get it encrypted. Undefined on the last page,
   * and in a store that pages by position only.
   */
  readonly next?: string | undefined;
}

/** The outcome of a write. */
export type WriteOutcome =
  /** Success. */
  | {
      /** The resource was written. */
      readonly kind: "stored";
      /** The resource as stored. */
      readonly resource: JsonObject;
    }
  /** Rejected: another resource of the tenant has the value of a unique attribute. */
  | {
      /** The handler responds with 409 `uniqueness` (RFC 7644 §3.3). */
      readonly kind: "duplicate";
      /** Path of the attribute, such as `userName`. */
      readonly path: string;
    }
  /** Rejected: the resource does not exist. */
  | {
      /** The handler responds with 404. */
      readonly kind: "missing";
    }
  /** Rejected: the resource no longer has the expected version. */
  | {
      /**
       * The handler responds with 412 when the client named a version; otherwise it repeats the change on the current
       * version.
       */
      readonly kind: "stale";
    };

/** Members to add to a group and to remove from it, at most one for each `value`. */
export interface MemberChanges {
  /**
   * Elements to add. An existing element with the same `value` is replaced when it differs; otherwise it keeps its
   * position.
   */
  readonly add: readonly JsonObject[];
  /** `value`s of elements to remove, whether or not they exist. */
  readonly remove: readonly string[];
  /** The group's `meta` after the change. */
  readonly meta: JsonObject;
}

/**
 * The outcome of a change of members: that of a write, or `unchanged` when there was nothing to add or remove, in which
 * case `meta` stays the same too.
 */
export type MembersOutcome =
  | Exclude<
      WriteOutcome,
      {
        /** Members have no unique attributes. */
        readonly kind: "duplicate";
      }
    >
  | {
      /** Nothing was written. */
      readonly kind: "unchanged";
    };

/** The outcome of a deletion. */
export type DeleteOutcome = "deleted" | "missing" | "stale";

/**
 * A store of resources, separate for each tenant.
 *
 * Resources are plain data with canonical names, in the form in which they were written: with `id`, and with `meta`
 * that holds `resourceType`, `created`, `lastModified` and `version` (but no `location`, which depends on where the
 * service is reached). Neither the store nor the handler changes them in place. What `query` lists, `insert` takes into
 * account, and vice versa.
 */
export interface Store {
  /** The resource with this id, or undefined. */
  get(tenant: string, type: ResourceType, id: string, context: StoreContext): Awaitable<JsonObject | undefined>;
  /** A page of the resources that match a filter. */
  query(tenant: string, type: ResourceType, query: StoreQuery, context: StoreContext): Awaitable<StorePage>;
  /** Adds a resource under its `id`, unless a unique value of it is taken. */
  insert(tenant: string, type: ResourceType, resource: JsonObject, context: StoreContext): Awaitable<WriteOutcome>;
  /** Replaces the resource with the same `id`, if that still has the expected `meta.version`. */
  replace(
    tenant: string,
    type: ResourceType,
    resource: JsonObject,
    expectedVersion: string,
    context: StoreContext,
  ): Awaitable<WriteOutcome>;
  /** Removes a resource; with an expected version, only if the resource has it. */
  delete(
    tenant: string,
    type: ResourceType,
    id: string,
    expectedVersion: string | undefined,
    context: StoreContext,
  ): Awaitable<DeleteOutcome>;
  /**
   * Changes the `members` of a group that has the expected `meta.version`, at a cost that depends on the change and not
   * on the size of the group. Without this method, the handler reads and replaces whole groups.
   */
  changeMembers?(
    tenant: string,
    type: ResourceType,
    id: string,
    changes: MemberChanges,
    expectedVersion: string,
    context: StoreContext,
  ): Awaitable<MembersOutcome>;
  /**
   * Replaces the element of a member in all groups of a type that have the member, or removes it from them, at once.
   * Groups whose element is the same already are left as they are; the others get the next version and `lastModified`.
   * Without this method, the handler changes one group after another.
   *
   * @param member - `value` of the element.
   * @param element - the new element, with the same `value`; undefined to remove the member.
   * @param now - the `lastModified` of the groups that change.
   * @returns how many groups have changed.
   */
  changeMemberships?(
    tenant: string,
    type: ResourceType,
    member: string,
    element: JsonObject | undefined,
    now: Date,
    context: StoreContext,
  ): Awaitable<number>;
  /**
   * The groups of a type that have certain direct members, by the member's id as given; the groups may lack their
   * `members`. Without this method, the handler queries with a filter on `members.value`.
   */
  groupsOf?(
    tenant: string,
    type: ResourceType,
    members: readonly string[],
    context: StoreContext,
  ): Awaitable<ReadonlyMap<string, readonly JsonObject[]>>;
}
