/** The options of a client of Microsoft Graph and of its calls. */
import type { RetryOptions } from "../../client/transport/retry.ts";
import type { Fetch, TokenRequest } from "../../client/transport/transport-options.ts";
import type { Logger } from "../../internal/logger.ts";
import type { TokenCredential } from "../credentials/token-credential.ts";
import type { GraphFeature } from "./graph-permissions.ts";

/** How to reach Microsoft Graph. */
export interface GraphOptions {
  /**
   * Provides the tokens: one of this package, any credential of `@azure/identity`, or a function that returns the
   * current token and is called for each attempt.
   */
  readonly credential: TokenCredential | ((request: TokenRequest) => Promise<string>);
  /**
   * Root of Microsoft Graph, `https://graph.microsoft.com` by default; see `MICROSOFT_CLOUDS` for national clouds. http
   * on loopback addresses only.
   */
  readonly graph?: string | undefined;
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: Fetch | undefined;
  /** Milliseconds until an attempt is given up; 30,000 by default. */
  readonly timeout?: number | undefined;
  /**
   * Limits of retries: 6 by default, the first after about 500 ms, at most 30,000 ms apart; Graph may ask for up to
   * 300,000 ms.
   */
  readonly retry?: RetryOptions | undefined;
  /** Logs each attempt (`debug`); nothing by default. */
  readonly logger?: Logger | undefined;
}

/** Options of one call. */
export interface GraphCall {
  /** Query options, such as `$select`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Further headers, such as `ConsistencyLevel`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Aborts the call, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until an attempt is given up; the client's by default. */
  readonly timeout?: number | undefined;
  /** Called before each attempt, which is sent when it has resolved: keeps to the limits of a service. */
  readonly beforeAttempt?: (() => Promise<void>) | undefined;
  /** What the call is part of: the error for a missing permission then names the permission. */
  readonly feature?: GraphFeature | undefined;
  /** Secrets that the request contains: an error does not repeat them, even when Graph does. */
  readonly secrets?: readonly string[] | undefined;
}

/** Options of one POST. */
export interface GraphPostCall extends GraphCall {
  /**
   * Whether a second execution does no harm, so that the call is also repeated when it is unknown whether the first one
   * took effect; false by default.
   */
  readonly repeatable?: boolean | undefined;
}

/** One page of a list. */
export interface GraphPage {
  /** The items; may be empty although more pages follow. */
  readonly value: readonly Readonly<Record<string, unknown>>[];
  /** Link to the next page; undefined on the last one. */
  readonly nextLink?: string | undefined;
  /** Link to the next round of a delta query; on its last page only. */
  readonly deltaLink?: string | undefined;
}
