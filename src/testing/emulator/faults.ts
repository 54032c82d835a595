/**
 * What can go wrong between a client and a service, put in on purpose: by a script, or at random from a seed.
 */
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE } from "../../urns.ts";
import { assertChance, assertFault } from "./assert-options.ts";
import { seededRandom } from "./random.ts";

/** A fault. */
export type Fault =
  /** The answer comes late. */
  | {
      /** Kind of fault. */
      readonly kind: "latency";
      /** How late. */
      readonly milliseconds: number;
    }
  /** The service, or something before it, refuses without executing the request. */
  | {
      /** Kind of fault. */
      readonly kind: "status";
      /** Status of the answer, such as 429 or 503. */
      readonly status: number;
      /** Seconds of `Retry-After`; the header is missing by default. */
      readonly retryAfter?: number | undefined;
    }
  /** The connection is reset. */
  | {
      /** Kind of fault. */
      readonly kind: "reset";
      /** Whether the request was executed: `after` it, or not, `before` it. */
      readonly when: "before" | "after";
    }
  /** The request is executed, but a gateway answers 504 instead of the service. */
  | {
      /** Kind of fault. */
      readonly kind: "gateway_timeout";
    }
  /** The request is executed, and the body of the answer ends in the middle. */
  | {
      /** Kind of fault. */
      readonly kind: "truncated";
    }
  /** The request is executed, and the body of the answer says that it is JSON but is none. */
  | {
      /** Kind of fault. */
      readonly kind: "not_json";
    }
  /** The request is executed, and the body of the answer comes in drops. */
  | {
      /** Kind of fault. */
      readonly kind: "slow_body";
      /** How long the body takes. */
      readonly milliseconds: number;
    }
  /** The token is refused with 401, as if it had expired; the request is not executed. */
  | {
      /** Kind of fault. */
      readonly kind: "expired_token";
    };

/** What a plan of faults is told of a request. */
export interface FaultRequest {
  /** Number of the request, from 1. */
  readonly number: number;
  /** HTTP method. */
  readonly method: string;
  /** Path below the tenant URL. */
  readonly path: string;
}

/** Decides which fault a request meets; undefined for none. */
export type FaultPlan = (request: FaultRequest) => Fault | undefined;

/** One fault of every kind; none takes more than a few milliseconds. */
export const EVERY_FAULT: readonly Fault[] = [
  { kind: "latency", milliseconds: 2 },
  { kind: "status", status: 429, retryAfter: 0 },
  { kind: "status", status: 500, retryAfter: 0 },
  { kind: "status", status: 502 },
  { kind: "status", status: 503 },
  { kind: "reset", when: "before" },
  { kind: "reset", when: "after" },
  { kind: "gateway_timeout" },
  { kind: "truncated" },
  { kind: "not_json" },
  { kind: "slow_body", milliseconds: 2 },
  { kind: "expired_token" },
];

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

/** How a fault waits. */
export type Sleep = (milliseconds: number) => Promise<void>;

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
