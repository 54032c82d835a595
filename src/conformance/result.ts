/** What a run has shown: plain data, which holds no token. */
import type { Level } from "./checks/check.ts";
import type { SentRequest } from "./service/exchange.ts";
import type { ConformanceProfile } from "./service/profile.ts";

/** How a check ended: a broken `must` is `failed`, a broken `should` is `warned`. */
export type CheckOutcome = "passed" | "failed" | "warned" | "skipped";

/** What shows that a sentence is broken. */
export interface Evidence {
  /** What the answer should have been. */
  readonly expected: string;
  /** What was sent; the last request that matters. */
  readonly request?: SentRequest;
  /** What came. */
  readonly response?: {
    /** HTTP status. */
    readonly status: number;
    /** The headers that checks look at. */
    readonly headers: Readonly<Record<string, string>>;
    /** Body as text, cut off where it is long. */
    readonly body: string;
  };
  /** What came instead of an answer. */
  readonly noResponse?: string;
}

/** How one check ended. */
export interface CheckResult {
  /** Name of the check. */
  readonly id: string;
  /** Where the sentence stands, such as `RFC 7644 §3.3`. */
  readonly section: string;
  /** The sentence, in own words. */
  readonly requirement: string;
  /** How binding it is. */
  readonly level: Level;
  /** How it ended. */
  readonly outcome: CheckOutcome;
  /** Why it was skipped. */
  readonly reason?: string;
  /** What shows that it failed. */
  readonly evidence?: Evidence;
}

/** How a run ended. */
export interface ConformanceReport {
  /** Base URL of the service. */
  readonly url: string;
  /** What was expected of it. */
  readonly profile: ConformanceProfile;
  /** A result for every check. */
  readonly results: readonly CheckResult[];
  /** Paths of users and groups of the run that could not be removed; empty when all were. */
  readonly leftovers: readonly string[];
}

/** How many checks ended how. */
export function countOutcomes(results: readonly CheckResult[]): Readonly<Record<CheckOutcome, number>> {
  const counts = { passed: 0, failed: 0, warned: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}
