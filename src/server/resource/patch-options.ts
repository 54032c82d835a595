/** The options of PATCH for the requests of a service, which POST and PUT use for value paths as keys. */
import { type PatchOptions, STRICT_PATCH } from "../../patch/index.ts";
import type { ServiceProfile } from "../../profile/service-profile.ts";

/** Visits of elements in one request. They take 50 to 100 nanoseconds each, and other requests wait for them. */
const MAX_COMPARISONS = 2_000_000;

/** The forms of operations that a service accepts, and the work that they may cause. */
export function patchOptionsOf({ patchLeniency, limits }: ServiceProfile): PatchOptions {
  const bounds = { limits: { steps: limits.patchOperations, comparisons: MAX_COMPARISONS } };
  return patchLeniency === "none" ? { ...STRICT_PATCH, ...bounds } : bounds;
}
