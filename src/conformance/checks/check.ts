/** A check: one requirement of a specification, and the requests that verify it. */
import type { ConformanceProfile, Need } from "../service/profile.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";

/** Describes a check: one requirement of a specification. */
export interface CheckDescription {
  /** Stable name, such as `create-location`. */
  readonly id: string;
  /** Source of the requirement, such as `RFC 7644 §3.3`. */
  readonly section: string;
  /** The requirement in one sentence. */
  readonly requirement: string;
  /** `must` for a requirement, `should` for a recommendation. */
  readonly level: "must" | "should";
  /** Features that the service needs for the check to apply, such as `patch`; `!patch` needs its absence. */
  readonly needs: readonly string[];
  /** User attributes that the check needs, such as `title` or `name.givenName`. */
  readonly attributes: readonly string[];
  /** Profiles to which the check applies; all when undefined. */
  readonly profiles?: readonly ("full" | "proxyclick" | "entra-gallery")[];
  /** What to do when the check fails, where the requirement does not say it. */
  readonly remedy?: string;
}

/** A check that can be run. */
export interface Check extends CheckDescription {
  readonly needs: readonly Need[];
  /**
   * Verifies the requirement; throws `ExpectationFailed` when it is broken, and `NotApplicable` when it cannot be
   * verified.
   */
  run(service: ServiceUnderTest): Promise<void>;
}

type Run = Check["run"];

/** Creates a check of a requirement. */
export function must(id: string, section: string, requirement: string, run: Run): Check {
  return { id, section, requirement, level: "must", needs: [], attributes: [], run };
}

/** Creates a check of a recommendation. */
export function should(id: string, section: string, requirement: string, run: Run): Check {
  return { ...must(id, section, requirement, run), level: "should" };
}

/** Returns the checks with additional features that they need. */
export function needing(needs: readonly Need[], checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => ({ ...check, needs: [...needs, ...check.needs] }));
}

/** Returns the checks with additional user attributes that they need. */
export function withAttributes(attributes: readonly string[], checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => ({ ...check, attributes: [...attributes, ...check.attributes] }));
}

/** Returns the checks for some profiles only. */
export function onlyFor(profiles: readonly ConformanceProfile[], checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => ({ ...check, profiles }));
}
