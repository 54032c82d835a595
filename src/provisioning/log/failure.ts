/**
 * What an error of the target means for the user that was worked on, in the words of the Entra provisioning log.
 */
import {
  isFilterSyntaxError,
  isScimError,
  isScimRequestError,
  isServiceLimitationError,
  type ScimError,
} from "../../errors.ts";
import type { ErrorInformation } from "../ports/log.ts";

/** A failure of one object. */
export interface Failure extends ErrorInformation {
  /** A skip: the object is not fit to be sent, and stays so until it changes. */
  readonly skipped: boolean;
  /** A unique value is taken: worth a second look at the end of the cycle, when others may have moved. */
  readonly conflict: boolean;
  /** The account is no longer there. */
  readonly accountNotFound: boolean;
  /** Target attribute whose value is the trouble, where it is one. */
  readonly property: string | undefined;
}

const COMPARE_MAPPINGS = "Compare the attribute mappings with what the target accepts.";
const NEXT_CYCLE = "The next cycle tries again.";

/** Status of an answer to the code of the log. */
const CODE_OF_STATUS: ReadonlyMap<number, readonly [code: string, action: string]> = new Map([
  [400, ["SchemaAttributeNotFound", COMPARE_MAPPINGS]],
  [402, ["LicenseLimitExceeded", "Get more licences for the target, or free some."]],
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
  [412, ["EntryConflict", "The account was changed at the same time; the next cycle tries again."]],
  [408, ["Timeout", NEXT_CYCLE]],
  [422, ["UnprocessableEntity", COMPARE_MAPPINGS]],
  [429, ["TooManyRequests", "The target limits the rate of requests; the next cycle tries again."]],
  [501, ["NotImplemented", "The target does not support this operation."]],
  [504, ["Timeout", NEXT_CYCLE]],
]);

/** What a target says more exactly by the `scimType` of its 400 (RFC 7644 §3.12), by the status that means it. */
const STATUS_OF_SCIM_TYPE: ReadonlyMap<string, number> = new Map([
  ["uniqueness", 409],
  ["mutability", 403],
  ["invalidValue", 422],
]);

/** Whether an error concerns the whole job, so that going on with other users makes no sense. */
export function isFatal(error: unknown): boolean {
  if (!isScimRequestError(error)) return !isScimError(error);
  if (error.code === "not_scim") return error.status < 500;
  return error.code === "unauthorized" || error.code === "unreachable";
}

/** Describes a failure of one object for its log entry. */
export function toFailure(error: ScimError): Failure {
  if (isServiceLimitationError(error)) {
    return createFailure(
      "AttributeValidationFailed",
      error.message,
      "Correct the user in the directory, or the mapping of this attribute.",
      {
        details: error.code,
        skipped: true,
        ...(error.path === "" ? {} : { property: error.path }),
      },
    );
  }
  if (isFilterSyntaxError(error)) {
    return createFailure(
      "AttributeValidationFailed",
      `The value of a matching attribute cannot stand in a filter: ${error.message}`,
      "Correct the user in the directory, or the mapping of this attribute.",
      { details: error.scimType ?? "invalidFilter", skipped: true },
    );
  }
  if (isScimRequestError(error) && error.code === "timeout") return createFailure("Timeout", error.message, NEXT_CYCLE);
  const meant = error.status === 400 ? STATUS_OF_SCIM_TYPE.get(error.scimType ?? "") : undefined;
  const status = meant ?? error.status;
  const other = status >= 500 ? "InternalServerError" : "WebExceptionProtocolError";
  const [code, action] = CODE_OF_STATUS.get(status) ?? [other, NEXT_CYCLE];
  return createFailure(code, error.message, action, {
    details: `HTTP ${error.status}${error.scimType === undefined ? "" : ` ${error.scimType}`}`,
    conflict: status === 409,
    accountNotFound: status === 404,
  });
}

interface FailureOptions {
  readonly details?: string;
  readonly skipped?: boolean;
  readonly conflict?: boolean;
  readonly accountNotFound?: boolean;
  readonly property?: string;
}

/** A failure of one object, from its parts. */
export function createFailure(
  errorCode: string,
  reason: string,
  recommendedAction: string | null,
  traits: FailureOptions = {},
): Failure {
  return {
    errorCode,
    reason,
    additionalDetails: traits.details ?? null,
    errorCategory: traits.skipped === true ? "nonServiceFailure" : "failure",
    recommendedAction,
    skipped: traits.skipped ?? false,
    conflict: traits.conflict ?? false,
    accountNotFound: traits.accountNotFound ?? false,
    property: traits.property,
  };
}
