/** The shapes of resources on their way to and from a service, and the options of calls. */
import type { Filter } from "../filter/ast.ts";
import type { AttributeName, ComparableValue } from "../filter/attribute-name.ts";
import type { FilterBuilder } from "../filter/builder.ts";
import type { CallOptions } from "./transport/transport-options.ts";

/** A resource of a service: it has an id. */
export type WithId<Resource> = Resource & {
  /** Unique identifier that the service chose; never changed and never reused (RFC 7643 §3.1). */
  readonly id: string;
};

type ServiceOwned = "schemas" | "id" | "meta";

/** A resource to create or to replace: without what the service decides. */
export type ResourceInput<Resource> = Omit<Resource, ServiceOwned> & {
  /** URNs of the schemas; those of the resource type and of the extensions in use by default. */
  readonly schemas?: readonly string[];
};

/**
 * What to change of a resource. An attribute that is not named stays as it is, null removes it, a nested object changes
 * the sub-attributes that it names, a list is the new list.
 */
export type Changes<Resource> = {
  readonly [Name in Exclude<keyof Resource, ServiceOwned>]?: Change<Resource[Name]> | null;
};

type Change<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { readonly [Name in keyof Value]?: Change<Value[Name]> | null }
    : Value;

/**
 * Attributes and the values that they must equal, all of them. Names are those of filters: `userName`,
 * `name.familyName`, or the URN of an extension, a colon and a name. Null finds resources without the attribute.
 */
export type MatchingAttributes<Resource> = {
  readonly [Name in AttributeName<Resource>]?: ComparableValue<Resource, Name> | null;
};

/**
 * A resource as it is read: whole, only the attributes that the call included, or without those that it excluded (RFC
 * 7644 §3.9). `id` and `schemas` are always there.
 */
export type ProjectedResource<Resource, Included extends string = never, Excluded extends string = never> = [
  Included,
] extends [never]
  ? [Excluded] extends [never]
    ? WithId<Resource>
    : WithId<Omit<Resource, Excluded>>
  : WithId<PickAttributes<Resource, Included>>;

/** The included attributes of a resource, with the sub-attributes that were included. */
type PickAttributes<Resource, Included extends string> = {
  [Name in keyof Pick<Resource, Extract<keyof Resource, "schemas" | ParentNames<Resource, Included>>>]: Name extends
    | Included
    | "schemas"
    ? Resource[Name]
    : PickSubAttributes<Resource[Name], ChildNames<Name, Included>>;
};

/** The attributes that names such as `name.givenName` begin with. */
type ParentNames<Resource, Included extends string> = {
  [Name in keyof Resource & string]: Included extends Name | `${Name}.${string}` | `${Name}:${string}` ? Name : never;
}[keyof Resource & string];

/** What follows an attribute in a name, up to the next dot. */
type ChildNames<Name, Included extends string> = Name extends string
  ? Included extends `${Name}.${infer Rest}` | `${Name}:${infer Rest}`
    ? Rest extends `${infer Child}.${string}`
      ? Child
      : Rest
    : never
  : never;

type PickSubAttributes<Value, Included extends string> = Value extends readonly (infer Element)[]
  ? Pick<Element, Extract<keyof Element, Included>>[]
  : Value extends object
    ? Pick<Value, Extract<keyof Value, Included>>
    : Value;

/** Options of a call that changes a resource. */
export interface WriteOptions extends CallOptions {
  /**
   * Version that the resource must still have: its `meta.version` (RFC 7644 §3.14). The service answers 412 when it has
   * another one. A change that got no response is sent again, and may then get 412 because it took effect the first
   * time.
   */
  readonly ifMatch?: string | undefined;
}

/** Options of a call that reads. `attributes` and `excludedAttributes` exclude each other (RFC 7644 §3.9). */
export interface ReadOptions<Included extends string = string, Excluded extends string = string> extends CallOptions {
  /**
   * Attributes to read, such as `userName` and `name.givenName`; the result has no others. The service's default ones
   * by default.
   */
  readonly attributes?: readonly Included[] | undefined;
  /** Attributes to leave out; none by default. */
  readonly excludedAttributes?: readonly Excluded[] | undefined;
}

/** A resource of a list that cannot be used. */
export interface InvalidResource {
  /** Id of the resource, where it has one. */
  readonly id: string | undefined;
  /** What is wrong with it. */
  readonly reason: string;
}

/** What to list. */
export interface ListOptions<Included extends string = string, Excluded extends string = string>
  extends ReadOptions<Included, Excluded> {
  /**
   * Filter (RFC 7644 §3.4.2.2): a string, a parsed filter, or the result of the filter builder; every resource by
   * default.
   */
  readonly filter?: string | Filter | Pick<FilterBuilder<unknown>, "toFilter"> | undefined;
  /** Resources in one page; what the service is known to allow by default, at most 500. */
  readonly count?: number | undefined;
  /** Attribute to sort by, where the service can sort. */
  readonly sortBy?: string | undefined;
  /** `ascending` by default. */
  readonly sortOrder?: "ascending" | "descending" | undefined;
  /**
   * `cursor` requests paging by cursor from the first page on (RFC 9865 §2); by default the service's first response
   * decides.
   */
  readonly paging?: "service" | "cursor" | undefined;
  /**
   * Called for each resource that cannot be used, because it has no id or lacks a required attribute; the list then
   * goes on without it. By default such a resource is an error, because a caller that takes the list for complete must
   * know what is missing.
   */
  readonly onInvalidResource?: ((resource: InvalidResource) => void) | undefined;
}

/** Which page to read. */
export interface PageOptions<Included extends string = string, Excluded extends string = string>
  extends ListOptions<Included, Excluded> {
  /** Position of the first resource, counted from 1. */
  readonly startIndex?: number | undefined;
  /** `nextCursor` of the page before, for services with cursor paging (RFC 9865); empty for the first page. */
  readonly cursor?: string | undefined;
}

/** A page of a list (RFC 7644 §3.4.2). */
export interface Page<Resource> {
  /** The resources of this page. */
  readonly resources: readonly Resource[];
  /** How many resources the whole list has; a service with cursor paging need not say (RFC 9865 §2). */
  readonly totalResults?: number | undefined;
  /** Position of the first resource as the service reports it, counted from 1. */
  readonly startIndex?: number | undefined;
  /** Where the next page begins, when the service pages by cursor (RFC 9865 §2). */
  readonly nextCursor?: string | undefined;
  /** How many resources of the page were invalid, and left out because of `onInvalidResource`. */
  readonly invalidResources: number;
  /** How many resources of the page were identical to another one of it, and left out. */
  readonly duplicates: number;
}

/** A list that is read page by page while it is iterated. Each iteration starts from the beginning. */
export interface ResourceList<Resource> extends AsyncIterable<Resource> {
  /**
   * Reads the list into an array.
   *
   * @param options - most resources: `limit`, all of them by default. Nothing is read beyond the page that reaches it.
   * @throws RangeError for a limit that is not a whole number from 1 on; what the iteration throws.
   */
  toArray(options?: {
    /** Most resources. */
    readonly limit?: number | undefined;
  }): Promise<Resource[]>;
}
