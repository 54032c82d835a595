/**
 * Where resources are kept. An implementation promises two things that the handler cannot: unique keys stay unique, and a conditional write is atomic,
 * whoever else writes at the same moment.
 */
import type { Filter } from "../../filter/ast.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { JsonObject, ResolvedPath } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";

/** What every store call is told besides the tenant. */
export interface StoreContext {
  /** Ends when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Who is calling, where the authentication named one. */
  readonly subject?: string | undefined;
  /**
   * Attributes that nobody will look at in what is returned, such as the `members` of a group of thousands. A hint: a store may leave them out, or not.
   */
  readonly omit?: readonly string[] | undefined;
}

/** An order of resources (RFC 7644 §3.4.2.3). */
export interface StoreSort {
  /** The attribute, looked up in the resource type. */
  readonly by: ResolvedPath;
  /** Whether the last come first. */
  readonly descending: boolean;
}

/** Which resources of a type are asked for. */
export interface StoreQuery {
  /** Every resource when undefined. */
  readonly filter?: Filter | undefined;
  /** The store's own stable order when undefined. */
  readonly sort?: StoreSort | undefined;
  /** Position of the first resource wanted, from 1. */
  readonly startIndex: number;
  /** Most resources wanted; 0 when only the total matters. */
  readonly count: number;
  /**
   * The `next` of an earlier page of the same filter and sort: the page wanted is the one behind it, whatever was added or removed before it since, and
   * `startIndex` means nothing. Only asked of a store whose pages have a `next`.
   */
  readonly after?: string | undefined;
}

/** A page of a query's result. */
export interface StorePage {
  /** How many resources match, on all pages. */
  readonly total: number;
  /** The resources of this page, in order. */
  readonly resources: readonly JsonObject[];
  /**
   * Where the next page begins, in words of the store's own; clients see it sealed. Undefined on the last page, and in a store that knows positions only.
   */
  readonly next?: string | undefined;
}

/** How a write ended. */
export type WriteOutcome =
  /** Done. */
  | {
      /** The resource was written. */
      readonly kind: "stored";
      /** What is now kept. */
      readonly resource: JsonObject;
    }
  /** Refused: another resource of the tenant has the value of a unique attribute. */
  | {
      /** Answered with 409 `uniqueness` (RFC 7644 §3.3). */
      readonly kind: "duplicate";
      /** Path of the attribute, such as `userName`. */
      readonly path: string;
    }
  /** Refused: there is no such resource. */
  | {
      /** Answered with 404. */
      readonly kind: "missing";
    }
  /** Refused: the resource no longer has the expected version. */
  | {
      /** Answered with 412 when the client asked for a version; else the change is tried again on what is kept now. */
      readonly kind: "stale";
    };

/** Members that come to a group and leave it, by key: one of each `value` at most. */
export interface MemberChanges {
  /** Elements to add. One that is there with the same `value` is replaced when it differs; else it stays where it is. */
  readonly add: readonly JsonObject[];
  /** `value`s of elements to remove, whether they are there or not. */
  readonly remove: readonly string[];
  /** The group's `meta` after the change. */
  readonly meta: JsonObject;
}

/** How a change of members ended: as a write does, or `unchanged` when every member was there, or gone, already; then `meta` stays as it was too. */
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

/** How a deletion ended. */
export type DeleteOutcome = "deleted" | "missing" | "stale";

/**
 * A store of resources, apart for each tenant.
 *
 * Resources are plain data with canonical names, in the form in which they were written: with `id`, and with `meta` holding `resourceType`, `created`,
 * `lastModified` and `version` (but no `location`, which depends on where the service is reached). They are never changed in place, on either side.
 * Whatever a list shows, `insert` takes into account, and the other way round.
 */
export interface Store {
  /** The resource with this id, or undefined. */
  get(tenant: string, type: ResourceType, id: string, context: StoreContext): Awaitable<JsonObject | undefined>;
  /** A page of the resources that match a filter. */
  query(tenant: string, type: ResourceType, query: StoreQuery, context: StoreContext): Awaitable<StorePage>;
  /** Adds a resource under its `id`, unless a unique value of it is taken. */
  insert(tenant: string, type: ResourceType, resource: JsonObject, context: StoreContext): Awaitable<WriteOutcome>;
  /** Puts a resource in place of the one with its `id`, provided that one still has the expected `meta.version`. */
  replace(
    tenant: string,
    type: ResourceType,
    resource: JsonObject,
    expectedVersion: string,
    context: StoreContext,
  ): Awaitable<WriteOutcome>;
  /** Removes a resource; when a version is expected, only that one. */
  delete(
    tenant: string,
    type: ResourceType,
    id: string,
    expectedVersion: string | undefined,
    context: StoreContext,
  ): Awaitable<DeleteOutcome>;
  /**
   * Changes the `members` of a group that has the expected `meta.version`, at a cost that follows the change and not the group. A store without this has
   * its groups read and replaced as a whole.
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
   * The groups of a type that have certain members themselves, by the member's id as it was given; `members` may be left out of them. A store without
   * this is asked by a filter on `members.value`.
   */
  groupsOf?(
    tenant: string,
    type: ResourceType,
    members: readonly string[],
    context: StoreContext,
  ): Awaitable<ReadonlyMap<string, readonly JsonObject[]>>;
}
