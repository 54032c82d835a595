/**
 * What a check is: one normative sentence, and how HTTP shows whether a service keeps it.
 */
import type { ConformanceProfile, Need } from "../service/profile.ts";
import type { ServiceUnderTest } from "../service/service-under-test.ts";

/** How binding a sentence is: a broken `must` fails the run, a broken `should` is a warning. */
export type Level = "must" | "should";

/** What a check is about: one sentence of a specification. */
export interface CheckDescription {
  /** Stable name, such as `create-location`. */
  readonly id: string;
  /** Where the sentence stands, such as `RFC 7644 §3.3`. */
  readonly section: string;
  /** The sentence, in own words. */
  readonly requirement: string;
  /** How binding it is. */
  readonly level: Level;
  /** Features without which it does not apply. */
  readonly needs: readonly Need[];
  /** User attributes without which it does not apply, such as `title` or `name.givenName`. */
  readonly attributes: readonly string[];
  /** Profiles in which it applies; all when undefined. */
  readonly profiles?: readonly ConformanceProfile[];
}

/** A sentence as a test over HTTP. */
export interface Check extends CheckDescription {
  /** Asks the service; throws an `Unmet` where it does not keep the sentence, a `NotApplicable` where that cannot be said. */
  run(service: ServiceUnderTest): Promise<void>;
}

type Run = Check["run"];

/** A check of a sentence that a service must keep. */
export function must(id: string, section: string, sentence: string, run: Run): Check {
  return { id, section, requirement: sentence, level: "must", needs: [], attributes: [], run };
}

/** A check of a sentence that a service should keep. */
export function should(id: string, section: string, sentence: string, run: Run): Check {
  return { ...must(id, section, sentence, run), level: "should" };
}

/** The same checks, which now also need these features. */
export function needing(needs: readonly Need[], checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => ({ ...check, needs: [...needs, ...check.needs] }));
}

/** The same checks, which now also need these attributes of a user. */
export function withAttributes(attributes: readonly string[], checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => ({ ...check, attributes: [...attributes, ...check.attributes] }));
}

/** The same checks, for some profiles only. */
export function onlyFor(profiles: readonly ConformanceProfile[], checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => ({ ...check, profiles }));
}
