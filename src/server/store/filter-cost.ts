/** Bounds the work of a filter that a store evaluates resource by resource. */
import { ScimError } from "../../errors.ts";
import type { Filter } from "../../filter/ast.ts";
import { countConditions } from "../../filter/count-conditions.ts";

/** Comparisons of one query. They take 50 to 100 nanoseconds each, and other requests wait for them. */
const MAX_COMPARISONS = 3_000_000;

/**
 * Checks the cost of a filter before it is evaluated.
 *
 * @param resources - how many resources have to be examined.
 * @throws ScimError 400 `tooMany` (RFC 7644 §3.12, table 9).
 */
export function assertAffordable(filter: Filter, resources: number): void {
  if (countConditions(filter) * resources <= MAX_COMPARISONS) return;
  throw new ScimError(
    `The filter has too many conditions for ${resources} resources; add one with "eq" on an identifying attribute.`,
    { status: 400, scimType: "tooMany" },
  );
}
