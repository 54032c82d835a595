/**
 * The shapes of resources on their way to and from a service.
 */

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

/** Options of every call. */
export interface CallOptions {
  /** Ends the call; it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** What to list. */
export interface ListOptions extends CallOptions {
  /** Filter text (RFC 7644 §3.4.2.2); everything by default. */
  readonly filter?: string | undefined;
  /** Resources wanted in one page; what the service's profile allows by default, at most 500. */
  readonly count?: number | undefined;
  /** Attribute to sort by, where the service can sort. */
  readonly sortBy?: string | undefined;
  /** `ascending` by default. */
  readonly sortOrder?: "ascending" | "descending" | undefined;
}

/** Which page to read. */
export interface PageOptions extends ListOptions {
  /** Position of the first resource, counted from 1. */
  readonly startIndex?: number | undefined;
  /** `nextCursor` of the page before, for services with cursor paging (RFC 9865). */
  readonly cursor?: string | undefined;
}

/** A page of a list (RFC 7644 §3.4.2). */
export interface Page<Resource> {
  /** The resources of this page. */
  readonly resources: readonly Resource[];
  /** How many resources the whole list has. */
  readonly totalResults: number;
  /** Position of the first resource as the service says it, counted from 1. */
  readonly startIndex?: number | undefined;
  /** Where the next page begins, when the service pages by cursor (RFC 9865 §2). */
  readonly nextCursor?: string | undefined;
}
