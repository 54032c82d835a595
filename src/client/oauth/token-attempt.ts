/** Sends one request to a token endpoint and reads its response. */
import { isObject } from "../../internal/values.ts";
import { toNoResponse } from "../transport/no-response.ts";
import { raceAbort } from "../transport/race-abort.ts";
import { readBody } from "../transport/read-body.ts";
import { requestedWait } from "../transport/retry-after.ts";

/** Most bytes of a token response. Entra's tokens have some thousand. */
const MAX_RESPONSE_BYTES = 1_048_576;

/** A request to a token endpoint. */
export interface TokenEndpointRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as a form with POST; GET when there is none. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** What no message may repeat. */
  readonly secrets?: readonly string[] | undefined;
}

/** The response of a token endpoint. */
export interface TokenEndpointResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly rawBody: string;
  /** The members of the JSON; none when it is not a JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Milliseconds that the response asks the client to wait. */
  readonly wait: number | undefined;
}

/** An attempt without response. */
export interface TokenEndpointFailure {
  readonly code: "timeout" | "unreachable";
  readonly reason: string;
  /** Whether the next attempt would fail in the same way. */
  readonly isPermanent: boolean;
}

/** How an attempt is sent. */
interface AttemptOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds until the attempt is given up. */
  readonly timeout: number;
}

/**
 * Sends a request once.
 *
 * @throws the reason of the signal.
 */
export async function attemptTokenRequest(
  { url, headers, form }: TokenEndpointRequest,
  { fetch, timeout }: AttemptOptions,
  signal: AbortSignal | undefined,
): Promise<TokenEndpointResponse | TokenEndpointFailure> {
  const { signal: limited, release } = limitTime(signal, timeout);
  const init: RequestInit = {
    method: form === undefined ? "GET" : "POST",
    headers: {
      accept: "application/json",
      ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      ...headers,
    },
    redirect: "manual",
    signal: limited,
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
  };
  try {
    const response = await raceAbort(fetch(url, init), limited);
    const rawBody = await readBody(response, limited, MAX_RESPONSE_BYTES);
    const wait = requestedWait(response, Date.now());
    return { status: response.status, headers: response.headers, rawBody, body: membersOf(rawBody), wait };
  } catch (error) {
    signal?.throwIfAborted();
    if (limited.aborted) return { code: "timeout", reason: `no response within ${timeout} ms`, isPermanent: false };
    const { message, reason } = toNoResponse(error, url);
    return { code: "unreachable", reason: `no response: ${message}`, isPermanent: reason === "permanent" };
  } finally {
    release();
  }
}

/** A signal that also aborts after a while. Not every edge runtime has `AbortSignal.any`. */
function limitTime(
  signal: AbortSignal | undefined,
  timeout: number,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => controller.abort(), timeout);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    },
  };
}

function membersOf(content: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
