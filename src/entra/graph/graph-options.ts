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
  /** Timeout of one attempt in milliseconds; 30,000 by default. */
  readonly timeout?: number | undefined;
  /**
   * Limits of retries. By default at most 6, the first after 250 to 500 ms, at most 30,000 ms apart. A longer wait
   * that Graph asks for is observed up to 300,000 ms. Waits are random between half and all of the back-off.
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
  /** Timeout of one attempt in milliseconds; the client's by default. */
  readonly timeout?: number | undefined;
  /** Awaited before each attempt, for example to keep to the rate limit of an API. */
  readonly beforeAttempt?: (() => Promise<void>) | undefined;
  /** The feature that the call belongs to, so that the error for a missing permission can name the permission. */
  readonly feature?: GraphFeature | undefined;
  /** Secrets in the request. Error messages never contain them, even when the response of Graph does. */
  readonly secrets?: readonly string[] | undefined;
}

/** Options of one POST. */
export interface GraphPostCall extends GraphCall {
  /**
   * Whether the request may safely be executed twice. If so, it is also retried when it is unknown whether the first
   * attempt took effect. Default: false.
   */
  readonly repeatable?: boolean | undefined;
}

/** One page of a list. */
export interface GraphPage {
  /** The items; may be empty even when more pages follow. */
  readonly value: readonly Readonly<Record<string, unknown>>[];
  /** Link to the next page; undefined on the last one. */
  readonly nextLink?: string | undefined;
  /** Link to the next round of a delta query; on its last page only. */
  readonly deltaLink?: string | undefined;
}
