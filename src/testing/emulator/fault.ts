/** The faults that the emulator can inject, as plain data. */

/** A fault that the emulator injects into a request. */
export type Fault =
  /** The response is delayed. */
  | {
      /** Kind of fault. */
      readonly kind: "latency";
      /** Delay in milliseconds. */
      readonly milliseconds: number;
    }
  /** The service, or a gateway in front of it, rejects the request without executing it. */
  | {
      /** Kind of fault. */
      readonly kind: "status";
      /** Status of the response, such as 429 or 503. */
      readonly status: number;
      /** `Retry-After` in seconds. Default: no such header. */
      readonly retryAfter?: number | undefined;
    }
  /** The connection is reset. */
  | {
      /** Kind of fault. */
      readonly kind: "reset";
      /** Whether the connection is reset `before` or `after` the request is executed. */
      readonly when: "before" | "after";
    }
  /** The request is executed, but a gateway responds with 504 instead of the service. */
  | {
      /** Kind of fault. */
      readonly kind: "gateway_timeout";
    }
  /** The request is executed, and the body of the response is truncated. */
  | {
      /** Kind of fault. */
      readonly kind: "truncated";
    }
  /** The request is executed, and the body of the response is not JSON, although its content type says so. */
  | {
      /** Kind of fault. */
      readonly kind: "not_json";
    }
  /** The request is executed, and the body of the response arrives slowly. */
  | {
      /** Kind of fault. */
      readonly kind: "slow_body";
      /** Time that the body takes, in milliseconds. */
      readonly milliseconds: number;
    }
  /** The token is rejected with 401 as if it had expired; the request is not executed. */
  | {
      /** Kind of fault. */
      readonly kind: "expired_token";
    };

/** Decides the fault of a request, by its number from 1, method and path below the tenant URL; undefined for none. */
export type FaultPlan = (request: {
  readonly number: number;
  readonly method: string;
  readonly path: string;
}) => Fault | undefined;

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
