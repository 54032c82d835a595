/** Bulk operations, their results, and the batches in which they are sent (RFC 7644 §3.7). */
import type { ScimRequestError } from "../../errors.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import type { CallOptions } from "../transport/transport-options.ts";

/**
 * One write of a bulk request; `ResourceClient` makes them: `toCreate`, `toReplace`, `toUpdate`, `toPatch`, `toDelete`.
 */
export interface BulkOperation {
  /** What to do. */
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the base URL, such as `/Users/2819c223`. */
  readonly path: string;
  /**
   * Name by which other operations refer to a resource that is created: `bulkId:` and this name. The client makes one
   * up where it is missing.
   */
  readonly bulkId?: string | undefined;
  /**
   * Type of the resource, whose schema shows which values are references. Without it, a string is a reference when it
   * names an operation of the call. It is not sent.
   */
  readonly type?: ResourceType | undefined;
  /** Version that the resource must still have. */
  readonly version?: string | undefined;
  /** Body that the operation would have as a single request. */
  readonly data?: object | undefined;
}

/** The result of one operation. */
export interface BulkResult {
  /** The operation, as it was given. */
  readonly operation: BulkOperation;
  /**
   * HTTP status; 0 when there is none: the operation was not tried, because of failures before it, or, with an `error`,
   * it got no response and may have taken effect.
   */
  readonly status: number;
  /** Id of the resource, where there is one. */
  readonly id?: string | undefined;
  /** Version of the resource after the operation. */
  readonly version?: string | undefined;
  /** Body of the response, where the service sends one. */
  readonly response?: unknown;
  /**
   * Why the operation failed, or may have failed (`mayHaveTakenEffect`); undefined for one that succeeded or was not
   * tried.
   */
  readonly error?: ScimRequestError | undefined;
}

/** Options of a bulk call. */
export interface BulkOptions extends CallOptions {
  /** Number of failures after which the rest is not tried, from 1; never by default. */
  readonly failOnErrors?: number | undefined;
  /**
   * Called with each result as soon as it is known, in the order of the requests: what took effect before a call was
   * aborted.
   */
  readonly onResult?: ((result: BulkResult) => void) | undefined;
}

/** Limits of one bulk request; 0 means that the service has none. */
export interface BulkLimits {
  /** Most operations. */
  readonly maxOperations: number;
  /** Most bytes of the body as it is sent. */
  readonly maxPayloadSize: number;
}

/** An operation with its bulkId and its dependencies. */
export interface PlannedOperation {
  /** Its position in the call. */
  readonly index: number;
  readonly operation: BulkOperation;
  readonly bulkId: string;
  /** Operations of the call that create what it refers to. */
  readonly refersTo: readonly PlannedOperation[];
}

/** Operations that are sent in one request or not at all: one, or several that refer to each other in a cycle. */
export type OperationGroup = readonly PlannedOperation[];

/** Ids of created resources by bulkId. */
export type ResourceIds = ReadonlyMap<string, string>;

/** One operation of a request. */
export interface BatchEntry {
  readonly planned: PlannedOperation;
  /** The operation as it is sent. */
  readonly sent: BulkOperation;
}
