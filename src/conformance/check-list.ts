/** Every check, and those that a run executes. */
import { ALL_CHECKS } from "./checks/all.ts";
import type { Check } from "./checks/check.ts";
import { directTests } from "./entra-gallery/direct-tests.ts";
import { groupTests } from "./entra-gallery/group-tests.ts";
import { requirementTests } from "./entra-gallery/requirement-tests.ts";
import { userTests } from "./entra-gallery/user-tests.ts";
import { validatorGroupTests } from "./entra-gallery/validator-groups.ts";
import { validatorUserTests } from "./entra-gallery/validator-users.ts";
import type { ConformanceProfile } from "./service/profile.ts";

const GALLERY_TESTS: readonly Check[] = [
  ...requirementTests,
  ...userTests,
  ...groupTests,
  ...directTests,
  ...validatorUserTests,
  ...validatorGroupTests,
];

/** Every check in the order in which a run executes them. */
export const EVERY_CHECK: readonly Check[] = [...ALL_CHECKS, ...GALLERY_TESTS];

/**
 * The checks of a run: for the Entra gallery Microsoft's tests alone, for any other profile all checks but those.
 *
 * @param only - ids of the checks to run; undefined for all of the profile.
 */
export function checksOf(profile: ConformanceProfile, only: readonly string[] | undefined): readonly Check[] {
  if (only !== undefined) return EVERY_CHECK.filter(({ id }) => only.includes(id));
  return profile === "entra-gallery" ? GALLERY_TESTS : ALL_CHECKS;
}
