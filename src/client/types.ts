/**
 * The shapes of resources on their way to and from a service, and the options of calls.
 */
import type { Filter } from "../filter/ast.ts";
import type { AttributeName } from "../filter/attribute-name.ts";
import type { FilterBuilder } from "../filter/builder.ts";
import type { CallOptions } from "./transport/transport-options.ts";

/** A resource that a service keeps: it has an id. */
export type Stored<Resource> = Resource & {
  /** Unique identifier that the service gave it, never changed and never reused (RFC 7643 §3.1). */
  readonly id: string;
};

type ServiceOwned = "schemas" | "id" | "meta";

/** A resource to be created or put: what the service decides is left out, and `schemas` is filled in where it is missing. */
export type Writable<Resource> = Omit<Resource, ServiceOwned> & {
  /** URNs of the schemas; by default those of the resource type and of the extensions in use. */
  readonly schemas?: readonly string[];
};

/**
 * What to change of a resource. An attribute that is not named stays as it is, null removes it, a nested object changes the sub-attributes that
 * it names, a list is the new list.
 */
export type Changes<Resource> = {
  readonly [Name in Exclude<keyof Resource, ServiceOwned>]?: Change<Resource[Name]> | null;
};

type Change<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { readonly [Name in keyof Value]?: Change<Value[Name]> | null }
    : Value;

/** What a resource has when the attributes or the excluded ones were named (RFC 7644 §3.9); the whole resource when neither was. */
export type Read<Resource, Named extends string = never, Excluded extends string = never> = [Named] extends [never]
  ? [Excluded] extends [never]
    ? Stored<Resource>
    : Stored<Omit<Resource, Excluded>>
  : Stored<Projected<Resource, Named>>;

/** The named attributes of a resource, with the sub-attributes that were named. */
export type Projected<Resource, Named extends string> = {
  [Name in keyof Pick<Resource, Extract<keyof Resource, "schemas" | Heads<Resource, Named>>>]: Name extends
    | Named
    | "schemas"
    ? Resource[Name]
    : Parts<Resource[Name], Tail<Name, Named>>;
};

/** The attributes that names such as `name.givenName` are parts of. */
type Heads<Resource, Named extends string> = {
  [Name in keyof Resource & string]: Named extends Name | `${Name}.${string}` | `${Name}:${string}` ? Name : never;
}[keyof Resource & string];

/** What stands behind an attribute in a name, up to the next dot. */
type Tail<Name, Named extends string> = Name extends string
  ? Named extends `${Name}.${infer Rest}` | `${Name}:${infer Rest}`
    ? Rest extends `${infer Part}.${string}`
      ? Part
      : Rest
    : never
  : never;

type Parts<Value, Part extends string> = Value extends readonly (infer Element)[]
  ? Pick<Element, Extract<keyof Element, Part>>[]
  : Value extends object
    ? Pick<Value, Extract<keyof Value, Part>>
    : Value;

/** Options of a call that changes a resource. */
export interface WriteOptions extends CallOptions {
  /**
   * Version that the resource must still have, as `meta.version` says it (RFC 7644 §3.14); the service refuses the change of another one with 412.
   * A change whose answer was lost is repeated, and may then be refused because it took effect the first time.
   */
  readonly ifMatch?: string | undefined;
}

/** Options of a call that reads. `attributes` and `excludedAttributes` exclude each other (RFC 7644 §3.9). */
export interface ReadOptions<Named extends string = string, Excluded extends string = string> extends CallOptions {
  /** Attributes wanted, such as `userName` and `name.givenName`; the type of the result has these alone. The service's default ones by default. */
  readonly attributes?: readonly Named[] | undefined;
  /** Attributes not wanted; none by default. */
  readonly excludedAttributes?: readonly Excluded[] | undefined;
}

/** A resource that cannot be used, in the answer to a question for many. */
export interface Unusable {
  /** Id of the resource, where it has one. */
  readonly id: string | undefined;
  /** What is wrong with it. */
  readonly reason: string;
}

/** What to list. */
export interface ListOptions<Named extends string = string, Excluded extends string = string>
  extends ReadOptions<Named, Excluded> {
  /** Filter (RFC 7644 §3.4.2.2): text, data, or what the filter builder has built; everything by default. */
  readonly filter?: string | Filter | Pick<FilterBuilder<unknown>, "toFilter"> | undefined;
  /** Resources wanted in one page; what the service is known to allow by default, at most 500. */
  readonly count?: number | undefined;
  /** Attribute to sort by, where the service can sort. */
  readonly sortBy?: string | undefined;
  /** `ascending` by default. */
  readonly sortOrder?: "ascending" | "descending" | undefined;
  /** `cursor` asks for paging by cursor from the first page on (RFC 9865 §2); by default the service's first answer decides. */
  readonly paging?: "service" | "cursor" | undefined;
  /**
   * Told of each resource that cannot be used, because it has no id or lacks a required attribute; the list then goes on without it. Without this,
   * such a resource is an error: whoever takes a list for whole must know what is not in it.
   */
  readonly onUnusable?: ((unusable: Unusable) => void) | undefined;
}

/** Which page to read. */
export interface PageOptions<Named extends string = string, Excluded extends string = string>
  extends ListOptions<Named, Excluded> {
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
  /** Position of the first resource as the service says it, counted from 1. */
  readonly startIndex?: number | undefined;
  /** Where the next page begins, when the service pages by cursor (RFC 9865 §2). */
  readonly nextCursor?: string | undefined;
  /** How many resources of the page were unusable, and left out with `onUnusable`. */
  readonly unusable: number;
}

/** Names of attributes of a resource, for projections. */
export type Named<Resource> = AttributeName<Resource>;
