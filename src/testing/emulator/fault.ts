/** The faults that an emulator can inject, as plain data. */

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

/** How a fault waits. */
export type Sleep = (milliseconds: number) => Promise<void>;
