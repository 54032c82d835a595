/** How Microsoft Graph behaves in a cycle, drawn up in advance: pages, delays, expiry and what goes wrong. */
import type { Fault } from "../../../src/testing/index.ts";
import type { Config } from "./config.ts";
import { randomFor } from "./random.ts";
import type { CyclePlan } from "./scenario.ts";

/** The conditions of one cycle. */
export interface GraphConditions {
  /** Largest page of a delta query; there are smaller and empty ones. */
  readonly pageSize: number;
  /** Share of the pages that repeat an item. */
  readonly replays: number;
  /** Milliseconds until a change appears in delta queries, and in lists of assignments. */
  readonly deltaLag: number;
  readonly assignmentLag: number;
  /** How often a new user is not found. */
  readonly readsUntilFound: number;
  /** Whether the requests of the cycle exceed the limit of the tenant. */
  readonly isThrottled: boolean;
  /** Number of the request before which all delta tokens expire, from 0; undefined when they do not. */
  readonly expiresAt: number | undefined;
  /** Number of the request before which the directory changes. */
  readonly changesAt: number | undefined;
  /** Number of the request from which on Graph is down. */
  readonly downFrom: number | undefined;
  /** The request that kills the process. */
  readonly kill: { readonly request: number; readonly effect: "before" | "after" } | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Delays, as often as they stand here; the longest ones hide the changes before the last cycle, too. */
const LAGS: readonly number[] = [0, 0, 0, 0, MINUTE, HOUR, 5 * HOUR];
/** Requests of a usual cycle. */
const USUAL_REQUESTS = 12;

/** The conditions of a cycle. In a quiet one all changes have arrived; tokens may have expired before it. */
export function graphConditionsOf({ seed }: Config, { number, kind, cutAfter, replays }: CyclePlan): GraphConditions {
  const random = randomFor(seed, "graph", number);
  const pageSize = random.pick([3, 20, 20, 200]);
  const expires = random.chance(0.1);
  const expiresAt = random.below(USUAL_REQUESTS / 2);
  const deltaLag = random.pick(LAGS);
  const assignmentLag = random.pick(LAGS);
  const readsUntilFound = random.below(3);
  const isThrottled = random.chance(0.1);
  const kill = { request: random.below(USUAL_REQUESTS), effect: random.pick(["before", "after"] as const) };
  const isKilled = random.chance(0.08);
  const changesAt = random.chance(0.2) ? random.below(USUAL_REQUESTS) : undefined;
  const isQuiet = kind === "quiet";
  return {
    pageSize,
    replays: replays ? 0.5 : 0,
    deltaLag: isQuiet ? 0 : deltaLag,
    assignmentLag: isQuiet ? 0 : assignmentLag,
    readsUntilFound: isQuiet ? 0 : readsUntilFound,
    isThrottled: !isQuiet && isThrottled,
    expiresAt: expires ? (isQuiet ? 0 : expiresAt) : undefined,
    changesAt: isQuiet ? undefined : changesAt,
    downFrom: cutAfter === undefined ? undefined : cutAfter % USUAL_REQUESTS,
    kill: isKilled && !isQuiet ? kill : undefined,
  };
}

const FAULTS: readonly Fault[] = [
  { kind: "status", status: 429, retryAfter: 20 },
  { kind: "status", status: 429 },
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
  { kind: "status", status: 503, retryAfter: 5 },
  { kind: "reset", when: "before" },
  { kind: "reset", when: "after" },
  { kind: "gateway_timeout" },
  { kind: "truncated" },
  { kind: "not_json" },
  { kind: "latency", milliseconds: 45_000 },
  { kind: "slow_body", milliseconds: 4_000 },
  { kind: "expired_token" },
  { kind: "expired_token" },
];

/**
 * What goes wrong with a request.
 *
 * @param nth - Number of such requests in the cycle so far, from 0.
 */
export function graphFaultOf({ seed }: Config, plan: CyclePlan, path: string, nth: number): Fault | undefined {
  if (plan.kind === "quiet") return undefined;
  const random = randomFor(seed, "graph fault", plan.number, path, nth);
  // Where one attempt fails, the next one often does, too.
  return random.chance(isBadDay(seed, plan) ? 0.35 : 0.05) ? random.pick(FAULTS) : undefined;
}

function isBadDay(seed: number, { number }: CyclePlan): boolean {
  return randomFor(seed, "graph bad day", number).chance(0.1);
}
