/**
 * Why a user is left out, as the log says it.
 */

import type { FailedMapping, MappingResult } from "../mapping/evaluate-mapping.ts";
import type { OutOfScopeReason } from "../mapping/scoping-filter.ts";
import { createFailure, type Failure } from "./failure.ts";

const OUT_OF_SCOPE: Readonly<Record<OutOfScopeReason, string>> = {
  FilteredAtRead: "is let through by no input or category filter",
  NotAssigned: "is not assigned to the application",
  NotEffectivelyEntitled: "holds no role but Default Access",
  NotInScope: "is let through by no scoping filter",
  NotActive: "is disabled in the source",
};

const ENTITLEMENT_ACTION =
  "Assign the user to the application, directly or through a group, with a role other than Default Access.";

/** Why a user gets no account, as the log says it. */
export function outOfScopeFailure(reason: OutOfScopeReason, name: string): Failure {
  const action = reason === "NotAssigned" || reason === "NotEffectivelyEntitled" ? ENTITLEMENT_ACTION : null;
  return createFailure(reason, `User '${name}' ${OUT_OF_SCOPE[reason]}`, action, { skipped: true });
}

/** Why the account of a user who is out of scope is not disabled. */
export function accountKept(reason: OutOfScopeReason, name: string): Failure {
  const { reason: why } = outOfScopeFailure(reason, name);
  const rule = reason === "FilteredAtRead" ? "" : " (SkipOutOfScopeDeletions)";
  return createFailure(reason, `${why}; the account is left as it is${rule}`, null, { skipped: true });
}

/** Why a mapping gave no values. */
export function mappingFailure(mapped: Exclude<MappingResult, { kind: "values" }>): Failure {
  if (mapped.kind === "failed") return invalidValue(mapped.target, mapped);
  const reason = `The mapping of ${mapped.target} leaves this user out (IgnoreObjectFlow)`;
  return createFailure("EntrySynchronizationSkipped", reason, null, { skipped: true });
}

const MAPPING_ACTION = "Correct the user in the directory, or the mapping of this attribute.";

/** A value that the target attribute cannot have: the user is skipped until it changes, as Entra does. */
export function invalidValue(
  target: string,
  { problem, tooManyValues, expressionFailed }: Omit<FailedMapping, "kind" | "target">,
): Failure {
  if (expressionFailed === true) return expressionFailure(target, problem);
  const code = tooManyValues === true ? "SchemaPropertyCanOnlyAcceptValue" : "AttributeValidationFailed";
  const reason = `The value of the property ${target} is missing or invalid: ${problem}`;
  return createFailure(code, reason, MAPPING_ACTION, { details: target, property: target, skipped: true });
}

/** An expression that has no answer for this user. */
export function expressionFailure(target: string, problem: string): Failure {
  const traits = { details: target, property: target };
  return createFailure("AttributeValidationFailed", `${target}: ${problem}`, MAPPING_ACTION, traits);
}

/** An action that a mapping can switch off. */
export type TargetAction = "Create" | "Update" | "Delete";

/** A target object action that is switched off, as the log says it. */
export function actionDisabled(action: TargetAction): Failure {
  const reason = `The target object action ${action} is switched off in the mapping`;
  return createFailure("EntrySynchronizationSkipped", reason, null, { skipped: true });
}
