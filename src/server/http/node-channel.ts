/**
 * How `toNodeListener` reaches a handler without the cost of `Request`, `Response` and their streams.
 *
 * The symbols are registered, so that a handler and a listener from two copies of this package find each other; the
 * package exports neither.
 */
import type { HandleScimRequest, RequestBody, ScimResponse } from "./messages.ts";

/** Key under which a handler carries the function that answers plain requests. */
export const HANDLE_SCIM_REQUEST: unique symbol = Symbol.for("proxyclick-scim.handle");

/** Key under which a `Request` of the Node listener carries a {@link StreamBypass}. */
export const STREAM_BYPASS: unique symbol = Symbol.for("proxyclick-scim.stream-bypass");

/** A handler that also answers plain requests. */
export interface PlainHandler {
  readonly [HANDLE_SCIM_REQUEST]: HandleScimRequest;
}

/** What a `Request` of the Node listener offers to a handler that receives it unwrapped: bodies without web streams. */
export interface StreamBypass {
  /** Reads the body from its source; undefined when the body's stream was already used or locked. */
  readBody(limit: number): Promise<RequestBody> | undefined;
  /** Whether the client has disconnected. */
  isDisconnected(): boolean;
  /**
   * Makes the `Response` to this request.
   *
   * @throws TypeError or RangeError for a status or header that no `Response` can have.
   */
  respond(response: ScimResponse): Response;
}

/** The function of a handler that answers plain requests; undefined for any other function. */
export function plainHandlerOf(handler: object): HandleScimRequest | undefined {
  const handle: unknown = Reflect.get(handler, HANDLE_SCIM_REQUEST);
  return isHandleFunction(handle) ? handle : undefined;
}

/** The bypass of a `Request` of the Node listener; undefined for any other `Request`. */
export function streamBypassOf(request: Request): StreamBypass | undefined {
  const bypass: unknown = Reflect.get(request, STREAM_BYPASS);
  return isStreamBypass(bypass) ? bypass : undefined;
}

/** Only this package sets the symbol, always with this signature. */
function isHandleFunction(value: unknown): value is HandleScimRequest {
  return typeof value === "function";
}

/** Only this package sets the symbol, always with this shape. */
function isStreamBypass(value: unknown): value is StreamBypass {
  return typeof value === "object" && value !== null;
}
