/** The options of a client and of a call, and a request as the transport takes it. */
import type { Logger } from "../../internal/logger.ts";
import type { RetryOptions } from "./retry.ts";
import type { allowInsecureRequests } from "./tenant-url.ts";

/** Sends a request; the global `fetch` and a SCIM handler both fit. */
export type Fetch = (request: Request) => Promise<Response>;

/** Why a client needs a token. */
export interface TokenRequest {
  /** The token that the service answered 401 to; undefined for the first attempt of a call. */
  readonly rejected?: string | undefined;
  /** Aborts with the call that needs the token. */
  readonly signal?: AbortSignal | undefined;
}

/** How to reach a service. */
export interface TransportOptions {
  /**
   * Base URL of the service, such as `https://api.proxyclick.com/scim/v1`; flags after `?` are sent with every request.
   */
  readonly baseUrl: string;
  /**
   * The bearer token, or a function that returns the current one and is called for each attempt; see
   * `oauthClientCredentials`. With a function, a request that is answered 401 is repeated once, with the token that the
   * function returns then.
   */
  readonly token: string | ((request: TokenRequest) => string | Promise<string>);
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: Fetch | undefined;
  /** Limits of retries. */
  readonly retry?: RetryOptions | undefined;
  /** Milliseconds until an attempt is given up; 30,000 by default, `false` for no limit. */
  readonly timeout?: number | false | undefined;
  /**
   * Milliseconds until a call with all its attempts and waits is given up; 180,000 by default, `false` for no limit.
   */
  readonly totalTimeout?: number | false | undefined;
  /**
   * Limits on how fast requests are sent; none by default. The client observes a pause that the service asks for in any
   * case.
   */
  readonly pace?:
    | {
        /**
         * Most requests a second, evenly spread, retries included; no limit by default. Entra expects a service to
         * handle 25.
         */
        readonly requestsPerSecond?: number | undefined;
        /** Most requests in flight at the same time; no limit by default. */
        readonly concurrency?: number | undefined;
      }
    | undefined;
  /**
   * Further headers of every request, such as those that some connectors demand; `authorization` is made from the
   * token.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Logs each attempt (`debug`), and values that are left out (`warn`); nothing by default. `console` and a pino logger
   * fit.
   */
  readonly logger?: Logger | undefined;
  /** Value of the `User-Agent` header; the one of the platform by default. */
  readonly userAgent?: string | undefined;
  /** Allows plain http to another machine; see {@link allowInsecureRequests}. */
  readonly [allowInsecureRequests]?: boolean | undefined;
}

/** Options of every call. They hold for each request that the call sends, such as the pages of a list. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until an attempt is given up, `false` for no limit; the client's by default. */
  readonly timeout?: number | false | undefined;
  /**
   * Milliseconds until a request with all its attempts and waits is given up, `false` for no limit; the client's by
   * default.
   */
  readonly totalTimeout?: number | false | undefined;
  /** Further headers, added to those of the client; `authorization` is made from the token. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Limits of retries that differ from the client's. */
  readonly retry?: RetryOptions | undefined;
}

/** A request to a service. */
export interface ScimRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the base URL, such as `/Users`. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** `if-match` or `if-none-match` (RFC 7644 §3.14). */
  readonly condition?: Readonly<Record<string, string>> | undefined;
  /** Options of the call that the request belongs to. */
  readonly options?: CallOptions | undefined;
  /**
   * Finds out whether a POST without a response took effect: resolves to the resource, or undefined. Such a POST is
   * sent again only when this is given and finds nothing.
   */
  readonly recover?: (() => Promise<unknown>) | undefined;
  /** Whether a POST is safe (RFC 9110 §9.2.1), as `/.search` is, and may be sent again like a GET. */
  readonly safe?: boolean | undefined;
}
