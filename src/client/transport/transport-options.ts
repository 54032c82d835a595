/**
 * What a transport is given: how to reach a service, and a request.
 */
import type { PaceOptions } from "./request-throttle.ts";
import type { RetryOptions } from "./retry.ts";
import type { allowInsecureRequests } from "./tenant-url.ts";

/** Sends a request; the global `fetch` and a SCIM handler both fit. */
export type Fetch = (request: Request) => Promise<Response>;

/** Where a client tells what it does; `console` fits. Neither tokens nor attribute values are told. */
export interface Logger {
  /** One line for each attempt. */
  debug?(message: string): void;
  /** What a user should know, such as a value that was left out. */
  warn?(message: string): void;
}

/** How to reach a service. */
export interface TransportOptions {
  /** Base URL of the service, such as `https://api.proxyclick.com/scim/v1`; flags after `?` are sent along. */
  readonly baseUrl: string;
  /**
   * The bearer token, or a function that returns the current one; it is called for each attempt. With a function, a request that is refused with 401
   * is repeated once, with the token that the function then gives.
   */
  readonly token: string | (() => string | Promise<string>);
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: Fetch | undefined;
  /** Bounds of repetition. */
  readonly retry?: RetryOptions | undefined;
  /** Milliseconds until an attempt is given up; 30,000 by default, `false` for no bound. */
  readonly timeout?: number | false | undefined;
  /** Milliseconds until a call with all its attempts and waits is given up; 180,000 by default, `false` for no bound. */
  readonly totalTimeout?: number | false | undefined;
  /** Bounds on how fast requests are sent; none by default. A pause that the service asks for is kept in any case. */
  readonly pace?: PaceOptions | undefined;
  /** Further headers of every request, such as those that some connectors of a service demand; `authorization` is not among them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Told about attempts and repairs; nobody by default. */
  readonly logger?: Logger | undefined;
  /** Value of the `User-Agent` header; the one of the platform by default. */
  readonly userAgent?: string | undefined;
  /** Allows plain http to a machine other than this one; see {@link allowInsecureRequests}. */
  readonly [allowInsecureRequests]?: boolean | undefined;
}

/** Options of every call. */
export interface CallOptions {
  /** Ends the call; it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** A request, its path still below the base URL. */
export interface ScimRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the base URL, such as `/Users`. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** Header fields of this request alone, such as `if-match`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Finds out whether a POST whose answer was lost took effect: resolves to the resource, or undefined. Such a POST is repeated only when
   * this is given and says no.
   */
  readonly recover?: (() => Promise<unknown>) | undefined;
  /** Whether a POST only asks, as `/.search` does, and may be repeated as often as a GET. */
  readonly safe?: boolean | undefined;
}
