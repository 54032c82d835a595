/** What is known of a call while it is in flight, and when it got a response. */
import type { RequestAttempt } from "../../errors.ts";
import type { ScimResponse } from "./response.ts";

/** One call with its attempts, as far as an error needs it. */
export interface CallRecord {
  readonly method: string;
  /** Path below the base URL, without query. */
  readonly path: string;
  /** URL of the request, where one was made. */
  readonly url?: string | undefined;
  /** How many times the request was sent so far. */
  readonly attempts: number;
  readonly history?: readonly RequestAttempt[] | undefined;
  /** The last response. */
  readonly response?: ScimResponse | undefined;
  /** Whether the service may have executed a request that it refused. */
  readonly isInDoubt?: boolean | undefined;
  /** The tokens of its attempts, to keep them out of messages. */
  readonly tokens?: ReadonlySet<string> | undefined;
}

/** A call that got a response. */
export interface CompletedCall extends CallRecord {
  readonly response: ScimResponse;
}
