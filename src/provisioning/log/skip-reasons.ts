/**
 * Reasons why a user is skipped, as the log describes them.
 */
import type { FailedMapping, MappingResult } from "../mapping/evaluate-mapping.ts";
import { spreadsheetLanguage } from "../mapping/localized-booleans.ts";
import type { OutOfScopeReason } from "../mapping/scoping-filter.ts";
import { ACTIVE_ATTRIBUTE } from "../mapping/source-attributes.ts";
import type { SourceValue } from "../ports/source.ts";
import { CORRECT_VALUE, createFailure, type Failure } from "./failure.ts";

const OUT_OF_SCOPE: Readonly<Record<OutOfScopeReason, string>> = {
  FilteredAtRead: "passes no input or category filter",
  NotAssigned: "is not assigned to the application",
  NotEffectivelyEntitled: "has no role other than Default Access",
  NotInScope: "passes no scoping filter",
  NotActive: "is disabled in the source",
};

const ENTITLEMENT_ACTION =
  "Assign the user to the application, directly or through a group, with a role other than Default Access.";

const EXPORT_AGAIN =
  "Export the file again and do not save it in a spreadsheet, or import the column into the spreadsheet as text.";

/** The user is out of scope and gets no account. */
export function outOfScopeFailure(reason: OutOfScopeReason, name: string): Failure {
  const action = reason === "NotAssigned" || reason === "NotEffectivelyEntitled" ? ENTITLEMENT_ACTION : null;
  return createFailure(reason, `User '${name}' ${OUT_OF_SCOPE[reason]}`, action, { skipped: true });
}

/** The user is out of scope, and its account stays as it is. */
export function accountKeptFailure(reason: OutOfScopeReason, name: string): Failure {
  const { reason: cause } = outOfScopeFailure(reason, name);
  const rule = reason === "FilteredAtRead" ? "" : " (SkipOutOfScopeDeletions)";
  return createFailure(reason, `${cause}; the account stays as it is${rule}`, null, { skipped: true });
}

/** The mapping produced no values for the user. */
export function mappingFailure(result: Exclude<MappingResult, { kind: "values" }>): Failure {
  if (result.kind === "failed") return invalidValueFailure(result.target, result);
  const reason = `The mapping of ${result.target} leaves this user out (IgnoreObjectFlow)`;
  return createFailure("EntrySynchronizationSkipped", reason, null, { skipped: true });
}

/**
 * The directory shows neither that the user is active nor that it is not: no account is created, enabled or disabled.
 */
export function unusableActivityFailure(value: SourceValue): Failure {
  const found = value === "" ? "is empty" : `is ${JSON.stringify(value)}`;
  const language = typeof value === "string" ? spreadsheetLanguage(value) : undefined;
  const cause = language === undefined ? "" : `, which a ${language} spreadsheet writes instead of TRUE or FALSE`;
  const reason = `The source attribute ${ACTIVE_ATTRIBUTE} ${found}${cause}; expected true or false, so the account stays as it is`;
  const action = language === undefined ? CORRECT_VALUE : EXPORT_AGAIN;
  return createFailure("AttributeValidationFailed", reason, action, {
    additionalDetails: ACTIVE_ATTRIBUTE,
    attribute: ACTIVE_ATTRIBUTE,
    skipped: true,
  });
}

/** A value does not fit its target attribute: the user is skipped until it changes, as in Entra. */
export function invalidValueFailure(
  target: string,
  { problem, tooManyValues, expressionFailed }: Omit<FailedMapping, "kind" | "target">,
): Failure {
  if (expressionFailed === true) return expressionFailure(target, problem);
  const code = tooManyValues === true ? "SchemaPropertyCanOnlyAcceptValue" : "AttributeValidationFailed";
  const reason = `The value of the property ${target} is missing or invalid: ${problem}`;
  return createFailure(code, reason, CORRECT_VALUE, { additionalDetails: target, attribute: target, skipped: true });
}

/** An expression could not be evaluated for the user. */
export function expressionFailure(target: string, problem: string): Failure {
  return createFailure("AttributeValidationFailed", `${target}: ${problem}`, CORRECT_VALUE, {
    additionalDetails: target,
    attribute: target,
  });
}

/** A target object action of a mapping. */
export type TargetAction = "Create" | "Update" | "Delete";

/** The mapping switches a target object action off. */
export function actionDisabledFailure(action: TargetAction): Failure {
  const reason = `The target object action ${action} is switched off in the mapping`;
  return createFailure("EntrySynchronizationSkipped", reason, null, { skipped: true });
}
