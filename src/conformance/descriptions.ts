/** The list of all checks as users see it. */
import { EVERY_CHECK } from "./check-list.ts";
import type { CheckDescription } from "./checks/check.ts";

/** Descriptions of all checks in the order in which a run executes them. */
export const CONFORMANCE_CHECKS: readonly CheckDescription[] = EVERY_CHECK;
