/** The results of a conformance run, as plain data that never contains the token. */
import type { CheckDescription } from "./checks/check.ts";

/** The result of one check. */
export interface CheckResult {
  /** Name of the check. */
  readonly id: string;
  /** Source of the requirement, such as `RFC 7644 §3.3`. */
  readonly section: string;
  /** The requirement in one sentence. */
  readonly requirement: string;
  /** `must` for a requirement, `should` for a recommendation. */
  readonly level: CheckDescription["level"];
  /** How the check ended: a broken `must` is `failed`, a broken `should` is `warned`. */
  readonly outcome: "passed" | "failed" | "warned" | "skipped";
  /** Why the check was skipped. */
  readonly reason?: string;
  /** What to do about a failure, where the requirement does not say it. */
  readonly remedy?: string;
  /** Why the check failed. */
  readonly evidence?: {
    /** The expected response. */
    readonly expected: string;
    /** The last relevant request. */
    readonly request?: {
      /** HTTP method. */
      readonly method: string;
      /** Path and query below the base URL. */
      readonly path: string;
      /** Headers that differ from the usual ones; credentials are replaced by a description. */
      readonly headers: Readonly<Record<string, string>>;
      /** The body that was sent, truncated if it is long; undefined without one. */
      readonly body?: string | undefined;
    };
    /** The response. */
    readonly response?: {
      /** HTTP status. */
      readonly status: number;
      /** The headers that checks use. */
      readonly headers: Readonly<Record<string, string>>;
      /** The body as a string, truncated if it is long. */
      readonly body: string;
    };
    /** Why there was no response. */
    readonly noResponse?: string;
  };
}

/** Why a check failed. */
export type Evidence = NonNullable<CheckResult["evidence"]>;

/** The result of a run. */
export interface ConformanceReport {
  /** Base URL of the service. */
  readonly url: string;
  /** Which service the run expected. */
  readonly profile: "full" | "proxyclick" | "entra-gallery";
  /** The result of every check. */
  readonly results: readonly CheckResult[];
  /** Number of checks by outcome. */
  readonly counts: Readonly<Record<CheckResult["outcome"], number>>;
  /** Paths of users and groups that the run created and could not delete; usually empty. */
  readonly leftovers: readonly string[];
}

/** Counts results by outcome. */
export function countOutcomes(results: readonly CheckResult[]): ConformanceReport["counts"] {
  const counts = { passed: 0, failed: 0, warned: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}
