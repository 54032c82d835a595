/**
 * Failures of single objects: what an error of the target means for the user, in the terms of the Entra provisioning
 * log.
 */
import { isFilterSyntaxError, isScimError, isScimRequestError, isServiceLimitationError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import type { ErrorInformation } from "../ports/log.ts";

/** A failure or a skip of one object. */
export interface Failure extends ErrorInformation {
  /** Whether it is a skip: the object is not fit to be sent, until it changes. */
  readonly skipped: boolean;
  /** Whether a unique value is taken: retried at the end of the cycle, when other users may have given it up. */
  readonly conflict: boolean;
  /** Whether the target no longer has the account. */
  readonly accountNotFound: boolean;
  /** Target attribute with the invalid value, where there is one. */
  readonly attribute: string | undefined;
}

/** What an administrator can do about a value that cannot be sent. */
export const CORRECT_VALUE = "Correct the user in the directory, or the mapping of this attribute.";
const COMPARE_MAPPINGS = "Compare the attribute mappings with what the target accepts.";
const NEXT_CYCLE = "The next cycle tries again.";

/** Error code and recommended action by the status of the response. */
const CODE_OF_STATUS: ReadonlyMap<number, readonly [code: string, action: string]> = new Map([
  [400, ["SchemaAttributeNotFound", COMPARE_MAPPINGS]],
  [401, ["Unauthorized", "Check the secret token, and that it has not expired."]],
  [402, ["LicenseLimitExceeded", "Get more licenses for the target, or free some."]],
  [403, ["InsufficientRights", "Check that the account behind the secret token has Admin permissions."]],
  [404, ["InvalidAnchor", "The account was removed in the target; the next cycle looks for the user again."]],
  [405, ["MethodNotAllowed", "The target does not support this operation."]],
  [
    409,
    [
      "EntryConflict",
      "Another account of the target already has one of the unique values; remove or change one of them.",
    ],
  ],
  [410, ["InvalidAnchor", "The account was removed in the target; the next cycle looks for the user again."]],
  [412, ["EntryConflict", "The account was changed at the same time; the next cycle tries again."]],
  [408, ["Timeout", NEXT_CYCLE]],
  [422, ["UnprocessableEntity", COMPARE_MAPPINGS]],
  [429, ["TooManyRequests", "The target limits the rate of requests; the next cycle tries again."]],
  [501, ["NotImplemented", "The target does not support this operation."]],
  [504, ["Timeout", NEXT_CYCLE]],
]);

/** The status that the `scimType` of a 400 stands for (RFC 7644 §3.12), where it is more specific. */
const STATUS_OF_SCIM_TYPE: ReadonlyMap<string, number> = new Map([
  ["uniqueness", 409],
  ["mutability", 403],
  ["invalidValue", 422],
]);

/**
 * Whether an error of a write says for certain that the target did not execute it. Everything else leaves the effect
 * unknown: no response, a response that is not SCIM, and a fault of the service (5xx but 501), which may come after the
 * effect.
 */
export function isRefusal(error: unknown): boolean {
  if (!isScimError(error)) return false;
  if (!isScimRequestError(error)) return error.status < 500 || error.status === 501;
  const { code, mayHaveTakenEffect, status, history = [] } = error;
  // The last attempt may be refused because an earlier one, whose answer was lost, has taken effect.
  if (history.some((attempt) => attempt.status === 0 || (attempt.status >= 500 && attempt.status !== 501)))
    return false;
  if (mayHaveTakenEffect || code === "timeout" || code === "unreachable" || code === "not_scim") return false;
  return status < 500 || status === 501;
}

/** Returns the failure of one object that an error of the target stands for. */
export function toFailure(error: unknown): Failure {
  if (!isScimError(error)) return createFailure("InternalError", errorMessage(error), NEXT_CYCLE);
  if (isServiceLimitationError(error)) {
    return createFailure("AttributeValidationFailed", error.message, CORRECT_VALUE, {
      additionalDetails: error.code,
      skipped: true,
      ...(error.path === "" ? {} : { attribute: error.path }),
    });
  }
  if (isFilterSyntaxError(error)) {
    const reason = `The value of a matching attribute cannot stand in a filter: ${error.message}`;
    const additionalDetails = error.scimType ?? "invalidFilter";
    return createFailure("AttributeValidationFailed", reason, CORRECT_VALUE, { additionalDetails, skipped: true });
  }
  if (isScimRequestError(error) && error.code === "timeout") return createFailure("Timeout", error.message, NEXT_CYCLE);
  if (isScimRequestError(error) && error.code === "not_scim") {
    const code = error.status >= 500 ? "InternalServerError" : "WebExceptionProtocolError";
    return createFailure(code, error.message, NEXT_CYCLE, { additionalDetails: `HTTP ${error.status}` });
  }
  const specific = error.status === 400 ? STATUS_OF_SCIM_TYPE.get(error.scimType ?? "") : undefined;
  const status = specific ?? error.status;
  const otherCode = status >= 500 ? "InternalServerError" : "WebExceptionProtocolError";
  const [code, action] = CODE_OF_STATUS.get(status) ?? [otherCode, NEXT_CYCLE];
  return createFailure(code, error.message, action, {
    additionalDetails: `HTTP ${error.status}${error.scimType === undefined ? "" : ` ${error.scimType}`}`,
    conflict: status === 409,
    accountNotFound: isAccountGone(error),
  });
}

/**
 * Whether an error says that the target has no such account. A page that is not SCIM does not say so: a gateway answers
 * 404 for a service that it does not find.
 */
export function isAccountGone(error: unknown): boolean {
  if (!isScimError(error) || (isScimRequestError(error) && error.code === "not_scim")) return false;
  return error.status === 404 || error.status === 410;
}

/** Creates a failure of one object. */
export function createFailure(
  errorCode: string,
  reason: string,
  recommendedAction: string | null,
  options: Partial<Omit<Failure, keyof ErrorInformation>> & { readonly additionalDetails?: string } = {},
): Failure {
  const { skipped = false, conflict = false, accountNotFound = false, attribute, additionalDetails = null } = options;
  return {
    errorCode,
    reason,
    additionalDetails,
    errorCategory: skipped ? "nonServiceFailure" : "failure",
    recommendedAction,
    skipped,
    conflict,
    accountNotFound,
    attribute,
  };
}
