/** Runs the limitations of a service over a resource: repairs it, or reports what is wrong. */
import type { JsonObject } from "../models/attribute-tree.ts";
import type { Limitation, RuleContext, Violation } from "./service-profile.ts";

/** What to do about a violation: repair it, reject the write, or ignore it. */
type LimitationDecision = "repair" | "reject" | "ignore";

/**
 * What to do about resources that break a limitation: `repair` repairs what needs no guess and rejects the rest,
 * `reject` rejects, a function decides for each violation.
 */
export type LimitationPolicy = "repair" | "reject" | ((violation: Violation) => LimitationDecision);

/** A resource after the limitations ran over it. */
interface EnforcementResult {
  /** The resource, repaired where that was possible and wanted. */
  readonly resource: JsonObject;
  /** Violations that were repaired. */
  readonly repaired: readonly Violation[];
  /** Violations that forbid the write. */
  readonly violations: readonly Violation[];
}

/**
 * Checks a resource against limitations, in their order, and repairs it as far as the policy allows.
 *
 * @param limitations - the rules of a service profile
 * @param resource - a resource with canonical attribute names; it stays unchanged
 * @param context - the resource before the change, and how to convert phone numbers to E.164
 * @param policy - `repair` by default
 */
export function enforceLimitations(
  limitations: readonly Limitation[],
  resource: JsonObject,
  context: RuleContext = {},
  policy: LimitationPolicy = "repair",
): EnforcementResult {
  let current = resource;
  const repaired: Violation[] = [];
  const violations: Violation[] = [];
  for (const limitation of limitations) {
    const found = limitation.check(current, context);
    const decision = decide(found, policy);
    if (decision === "reject") {
      violations.push(...found);
    } else if (decision === "repair") {
      current = limitation.repair?.(current, context) ?? current;
      const left = limitation.check(current, context);
      violations.push(...left);
      repaired.push(...found.filter((violation) => !left.some((other) => other.path === violation.path)));
    }
  }
  return { resource: current, repaired, violations };
}

/** One decision for all violations of a limitation, the strictest, because its repair works on the whole resource. */
function decide(found: readonly Violation[], policy: LimitationPolicy): LimitationDecision {
  if (typeof policy !== "function") return policy;
  const decisions = new Set(found.map((violation) => policy(violation)));
  if (decisions.has("reject")) return "reject";
  return decisions.has("ignore") ? "ignore" : "repair";
}
