/** The exit statuses, and the one place that maps errors and outcomes to them. */

import { CommanderError } from "commander";
import type {
  EntraApplicationErrorCode,
  GraphErrorCode,
  OAuthTokenErrorCode,
  ProvisioningErrorCode,
  RequestErrorCode,
} from "../../errors.ts";
import {
  isEntraApplicationError,
  isExpressionError,
  isGraphRequestError,
  isOAuthTokenError,
  isProvisioningError,
  isScimError,
  isScimRequestError,
} from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import type { CycleSummary } from "../../provisioning/index.ts";
import { printableExcerpt, printableLines } from "./printable.ts";

/** Exit statuses of every command. */
export const EXIT_STATUS = {
  done: 0,
  /** Some objects failed, or something unexpected happened. */
  failed: 1,
  /** Arguments, configuration or source unusable. */
  invalidInput: 2,
  /** The target, or Microsoft Graph, rejected the credentials. */
  unauthorized: 3,
  /** The target, or Microsoft Graph, is not reachable, or is not what it should be. */
  targetUnavailable: 4,
  /** Held back: deletion threshold, quarantine, incomplete source. */
  heldBack: 5,
  /** Another process uses the state. */
  stateInUse: 6,
  interrupted: 130,
} as const;

const REQUEST_STATUS: Readonly<Record<RequestErrorCode, number>> = {
  unauthorized: EXIT_STATUS.unauthorized,
  forbidden: EXIT_STATUS.unauthorized,
  unreachable: EXIT_STATUS.targetUnavailable,
  timeout: EXIT_STATUS.targetUnavailable,
  not_scim: EXIT_STATUS.targetUnavailable,
  invalid: EXIT_STATUS.targetUnavailable,
  not_found: EXIT_STATUS.targetUnavailable,
  conflict: EXIT_STATUS.targetUnavailable,
  refused: EXIT_STATUS.targetUnavailable,
};

const GRAPH_STATUS: Readonly<Record<GraphErrorCode, number>> = {
  rejected_credentials: EXIT_STATUS.unauthorized,
  unauthorized: EXIT_STATUS.unauthorized,
  forbidden: EXIT_STATUS.unauthorized,
  not_found: EXIT_STATUS.invalidInput,
  invalid_request: EXIT_STATUS.invalidInput,
  conflict: EXIT_STATUS.failed,
  resync_required: EXIT_STATUS.targetUnavailable,
  throttled: EXIT_STATUS.targetUnavailable,
  server_error: EXIT_STATUS.targetUnavailable,
  timeout: EXIT_STATUS.targetUnavailable,
  network: EXIT_STATUS.targetUnavailable,
  invalid_response: EXIT_STATUS.targetUnavailable,
};

const TOKEN_STATUS: Readonly<Record<OAuthTokenErrorCode, number>> = {
  rejected_credentials: EXIT_STATUS.unauthorized,
  unusable_credentials: EXIT_STATUS.unauthorized,
  server_error: EXIT_STATUS.targetUnavailable,
  timeout: EXIT_STATUS.targetUnavailable,
  unreachable: EXIT_STATUS.targetUnavailable,
  invalid_response: EXIT_STATUS.targetUnavailable,
};

const PROVISIONING_STATUS: Readonly<Record<ProvisioningErrorCode, number>> = {
  invalid_mapping: EXIT_STATUS.invalidInput,
  invalid_source: EXIT_STATUS.invalidInput,
  incomplete_source: EXIT_STATUS.heldBack,
  state_in_use: EXIT_STATUS.stateInUse,
  invalid_state: EXIT_STATUS.invalidInput,
  state_mismatch: EXIT_STATUS.invalidInput,
  invalid_log: EXIT_STATUS.invalidInput,
  quarantined: EXIT_STATUS.heldBack,
  paused: EXIT_STATUS.heldBack,
  not_paused: EXIT_STATUS.heldBack,
};

const APPLICATION_STATUS: Readonly<Record<EntraApplicationErrorCode, number>> = {
  application_not_found: EXIT_STATUS.invalidInput,
  ambiguous_application: EXIT_STATUS.invalidInput,
  template_not_found: EXIT_STATUS.invalidInput,
  ambiguous_template: EXIT_STATUS.invalidInput,
  job_not_found: EXIT_STATUS.invalidInput,
  ambiguous_job: EXIT_STATUS.invalidInput,
  principal_not_found: EXIT_STATUS.invalidInput,
  ambiguous_principal: EXIT_STATUS.invalidInput,
  role_not_found: EXIT_STATUS.invalidInput,
  invalid_desired_state: EXIT_STATUS.invalidInput,
  incomplete_secrets: EXIT_STATUS.invalidInput,
  not_configured: EXIT_STATUS.invalidInput,
  connection_refused: EXIT_STATUS.unauthorized,
  stale_plan: EXIT_STATUS.heldBack,
  incomplete_schema: EXIT_STATUS.targetUnavailable,
  replication_timeout: EXIT_STATUS.targetUnavailable,
};

const OUTCOME_STATUS: Readonly<Record<CycleSummary["outcome"], number>> = {
  completed: EXIT_STATUS.done,
  held_back: EXIT_STATUS.heldBack,
  interrupted: EXIT_STATUS.interrupted,
  incomplete: EXIT_STATUS.heldBack,
};

const USAGE_CODE = "proxyclick-scim.usage";

/** An error in arguments or configuration: ends the command with status 2. */
export function usageError(message: string): CommanderError {
  return new CommanderError(EXIT_STATUS.invalidInput, USAGE_CODE, message);
}

/**
 * Makes an object from options of the command line.
 *
 * @throws CommanderError for options that the object rejects, so that the command ends with status 2.
 */
export function configured<Result>(make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw usageError(error.message);
    throw error;
  }
}

/** Reasons for which a user is left out because a value is unusable, not because the user is out of scope. */
const UNUSABLE_VALUE = ["AttributeValidationFailed", "SchemaPropertyCanOnlyAcceptValue"];

/** Whether a user was left out for this reason although the user is in scope. */
export function isUnusableValue(reason: string | undefined): boolean {
  return UNUSABLE_VALUE.some((code) => code === reason);
}

/** The status of a finished cycle. A notification that could not be sent does not change it. */
export function statusOfCycle(summary: CycleSummary): number {
  const status = OUTCOME_STATUS[summary.outcome];
  const { failed, skipped, abandoned } = summary.counts;
  const unusable = Object.keys(skipped).some(isUnusableValue);
  const hasFailed = Object.keys(failed).length > 0 || abandoned > 0 || unusable || summary.logProblems !== undefined;
  return status === EXIT_STATUS.done && hasFailed ? EXIT_STATUS.failed : status;
}

/** The status for the code of an error that another process reported; undefined for an unexpected error. */
export function statusOfCode(code: ProvisioningErrorCode | RequestErrorCode | GraphErrorCode | undefined): number {
  const statuses: Readonly<Record<string, number>> = { ...GRAPH_STATUS, ...REQUEST_STATUS, ...PROVISIONING_STATUS };
  return statuses[code ?? ""] ?? EXIT_STATUS.failed;
}

/** The status for an error that ended a command. */
export function statusOfError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_STATUS.done : EXIT_STATUS.invalidInput;
  if (isScimRequestError(error)) return REQUEST_STATUS[error.code];
  if (isGraphRequestError(error)) return GRAPH_STATUS[error.code];
  if (isEntraApplicationError(error)) return APPLICATION_STATUS[error.code];
  if (isOAuthTokenError(error)) return TOKEN_STATUS[error.code];
  if (isProvisioningError(error)) return PROVISIONING_STATUS[error.code];
  // Input that is rejected before a request is sent: a tenant URL, a token.
  if (isExpressionError(error) || isScimError(error)) return EXIT_STATUS.invalidInput;
  if (isAbort(error)) return EXIT_STATUS.interrupted;
  if (systemErrorCode(error) !== undefined) return EXIT_STATUS.invalidInput;
  return EXIT_STATUS.failed;
}

/** The message for an error that ended a command; undefined when it was printed already or adds nothing. */
export function messageOfError(error: unknown): string | undefined {
  if (error instanceof CommanderError && error.code !== USAGE_CODE) return undefined;
  // When the reader of the output is gone, as in `… | head`, nobody reads a message.
  if (isAbort(error)) return error instanceof Error && error.cause === "SIGPIPE" ? undefined : "interrupted";
  if (isExpressionError(error)) return `${printableLines(error.message)}\n${printableExcerpt(error.caret)}`;
  return printableLines(errorMessage(error));
}

/** The code of an error of the operating system, such as `ENOENT`. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
