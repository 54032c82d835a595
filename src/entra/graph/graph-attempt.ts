/**
 * Sends one attempt at a request to Microsoft Graph and reads its response.
 *
 * ky gets an empty shell of the request, and the real one, with body and token, is made in the function that ky calls
 * as `fetch`: its timeout then also holds for the body of the response, and no error of ky ever holds the token.
 */
import ky, { isTimeoutError } from "ky";
import { NoResponse, toNoResponse } from "../../client/transport/no-response.ts";
import { raceAbort } from "../../client/transport/race-abort.ts";
import { readBody } from "../../client/transport/read-body.ts";
import type { Fetch } from "../../client/transport/transport-options.ts";

/** A request as it is sent. */
export interface AttemptRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string | undefined;
  /** Milliseconds until the attempt is given up. */
  readonly timeout: number;
  readonly fetch: Fetch | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A response that was read. */
export interface GraphResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined for an empty body, and for one that is not JSON. */
  readonly body: unknown;
  /** Whether there was a body that is not JSON. */
  readonly hasForeignBody: boolean;
}

/** An attempt without a usable response. */
export interface AttemptFailure {
  readonly reason: "timeout" | NoResponse["reason"];
  readonly message: string;
}

/**
 * Sends an attempt.
 *
 * @throws the reason of the signal.
 */
export async function sendAttempt(request: AttemptRequest): Promise<GraphResponse | AttemptFailure> {
  const { method, url, timeout, signal } = request;
  let response: GraphResponse | undefined;
  try {
    const shell = ky(url, {
      method,
      timeout,
      totalTimeout: false,
      retry: 0,
      throwHttpErrors: false,
      fetch: async (input) => {
        const { signal: limited } = input instanceof Request ? input : new Request(input);
        response = await readGraphResponse(await fetchOnce(request, limited), limited);
        return new Response(null);
      },
      ...(signal === undefined ? {} : { signal }),
    });
    await raceAbort(shell, signal);
    return response ?? { reason: "network", message: "no response" };
  } catch (thrown) {
    signal?.throwIfAborted();
    if (isTimeoutError(thrown)) return { reason: "timeout", message: `no response within ${timeout} ms` };
    const { reason, message } = toNoResponse(thrown, url);
    return { reason, message };
  }
}

function fetchOnce({ method, url, headers, body, fetch }: AttemptRequest, signal: AbortSignal): Promise<Response> {
  const init: RequestInit = { method, headers, signal, redirect: "manual", ...(body === undefined ? {} : { body }) };
  // The global one is looked up for each request, so that a test can replace it at any time.
  return fetch === undefined ? globalThis.fetch(url, init) : fetch(new Request(url, init));
}

async function readGraphResponse(response: Response, signal: AbortSignal): Promise<GraphResponse> {
  const { status, headers } = response;
  const content = await readBody(response, signal);
  if (content === "") return { status, headers, body: undefined, hasForeignBody: false };
  try {
    return { status, headers, body: JSON.parse(content), hasForeignBody: false };
  } catch {
    // Graph is known to cut pages short at times; the same request may succeed.
    if (response.ok && /json/i.test(headers.get("content-type") ?? "")) {
      throw new NoResponse("unreadable", "the JSON of the response is cut short or broken");
    }
    return { status, headers, body: undefined, hasForeignBody: true };
  }
}
