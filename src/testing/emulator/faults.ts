/**
 * What can go wrong between a client and a service, put in on purpose: by a script, or at random from a seed.
 */
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE } from "../../urns.ts";
import { assertChance, assertFault } from "./assert-options.ts";
import { EVERY_FAULT, type Fault, type FaultPlan, type Sleep } from "./fault.ts";
import { seededRandom } from "./random.ts";

/** Options of {@link randomFaults}. */
export interface RandomFaultOptions {
  /** Makes the faults come out the same in every run that sends the same requests. */
  readonly seed: number;
  /** How many of the requests meet a fault, from 0 to 1. */
  readonly probability: number;
  /** The faults, each equally likely; {@link EVERY_FAULT} by default. */
  readonly faults?: readonly Fault[] | undefined;
}

/**
 * Faults at random.
 *
 * @throws RangeError for a seed that is no whole number, a probability outside of 0 to 1, and faults that are none.
 * @example
 * ```ts
 * import { createProxyclickEmulator, randomFaults } from "proxyclick-scim/testing";
 *
 * createProxyclickEmulator({ faults: randomFaults({ seed: 7, probability: 0.05 }) });
 * ```
 */
export function randomFaults({ seed, probability, faults = EVERY_FAULT }: RandomFaultOptions): FaultPlan {
  assertChance(seed, probability, faults);
  const random = seededRandom(seed);
  return () => (random() < probability ? faults[Math.floor(random() * faults.length)] : undefined);
}

/**
 * Faults by script.
 *
 * @param steps - the fault of the first request, of the second, and so on; undefined for none. Requests after the last step meet none.
 * @throws RangeError for a step that is no fault.
 * @example
 * ```ts
 * import { createProxyclickEmulator, scriptedFaults } from "proxyclick-scim/testing";
 *
 * // The first request goes well, the second takes effect and its answer is lost.
 * createProxyclickEmulator({ faults: scriptedFaults(undefined, { kind: "reset", when: "after" }) });
 * ```
 */
export function scriptedFaults(...steps: readonly (Fault | undefined)[]): FaultPlan {
  for (const step of steps) if (step !== undefined) assertFault(step);
  let next = 0;
  return () => {
    const step = steps[next];
    next += 1;
    return step;
  };
}

/** What a reset connection looks like to a caller of `fetch`. */
export class ConnectionReset extends TypeError {
  constructor() {
    super("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });
    this.name = "TypeError";
  }
}

/**
 * Answers a request with a fault put in.
 *
 * @param execute - has the service execute the request
 * @throws ConnectionReset; RangeError for a fault that is none.
 */
export async function answerWithFault(fault: Fault, execute: () => Promise<Response>, sleep: Sleep): Promise<Response> {
  assertFault(fault);
  switch (fault.kind) {
    case "latency":
      await sleep(fault.milliseconds);
      return execute();
    case "status":
      return refusal(fault.status, fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) });
    case "expired_token":
      return refusal(401, { "www-authenticate": 'Bearer error="invalid_token"' });
    case "reset":
      if (fault.when === "after") await execute();
      throw new ConnectionReset();
    case "gateway_timeout":
      await execute();
      return new Response("<html>504 Gateway Time-out</html>", {
        status: 504,
        headers: { "content-type": "text/html" },
      });
    case "truncated":
      return truncated(await execute());
    case "not_json":
      return withBody(await execute(), "<html>Something went wrong</html>");
    case "slow_body":
      return dripping(await execute(), fault.milliseconds, sleep);
  }
}

function refusal(status: number, headers: Readonly<Record<string, string>>): Response {
  const body = {
    schemas: [ERROR_MESSAGE],
    status: String(status),
    detail: "A fault was put in.",
  };
  return Response.json(body, { status, headers: { "content-type": SCIM_MEDIA_TYPE, ...headers } });
}

function headersOf(answer: Response): Headers {
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return headers;
}

/** An answer without a body has nothing that could be spoilt. */
function withBody(answer: Response, body: BodyInit): Response {
  if (answer.body === null) return answer;
  return new Response(body, { status: answer.status, headers: headersOf(answer) });
}

async function truncated(answer: Response): Promise<Response> {
  if (answer.body === null) return answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (sent) return controller.error(new ConnectionReset());
      sent = true;
      controller.enqueue(bytes.subarray(0, Math.max(1, bytes.length >> 1)));
    },
  });
  return new Response(body, { status: answer.status, headers: headersOf(answer) });
}

const DROPS = 4;

async function dripping(answer: Response, milliseconds: number, sleep: Sleep): Promise<Response> {
  if (answer.body === null) return answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const size = Math.max(1, Math.ceil(bytes.length / DROPS));
  let place = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (place >= bytes.length) return controller.close();
      await sleep(milliseconds / DROPS);
      controller.enqueue(bytes.subarray(place, place + size));
      place += size;
    },
  });
  return new Response(body, { status: answer.status, headers: headersOf(answer) });
}
