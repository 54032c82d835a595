/**
 * The exit statuses, and the one place that maps errors and outcomes to them.
 */
import { CommanderError } from "commander";
import type { ProvisioningErrorCode, RequestErrorCode } from "../../errors.ts";
import { isExpressionError, isProvisioningError, isScimError, isScimRequestError } from "../../errors.ts";
import type { CycleSummary } from "../../provisioning/index.ts";
import { printableLines } from "./printable.ts";

/** Exit statuses of every command. */
export const EXIT = {
  done: 0,
  /** Some objects failed, or something unexpected happened. */
  failed: 1,
  /** Arguments, configuration or source unusable. */
  unusable: 2,
  /** The target refused the credentials. */
  credentials: 3,
  /** The target is not reachable, or is not SCIM. */
  target: 4,
  /** Held back: deletion threshold, quarantine, incomplete source. */
  heldBack: 5,
  stateInUse: 6,
  interrupted: 130,
} as const;

const OF_REQUEST: Readonly<Record<RequestErrorCode, number>> = {
  unauthorized: EXIT.credentials,
  forbidden: EXIT.credentials,
  unreachable: EXIT.target,
  timeout: EXIT.target,
  not_scim: EXIT.target,
  refused: EXIT.target,
};

const OF_PROVISIONING: Readonly<Record<ProvisioningErrorCode, number>> = {
  invalid_mapping: EXIT.unusable,
  invalid_source: EXIT.unusable,
  incomplete_source: EXIT.heldBack,
  state_in_use: EXIT.stateInUse,
  invalid_state: EXIT.unusable,
  invalid_log: EXIT.unusable,
  deletion_threshold: EXIT.heldBack,
  quarantined: EXIT.heldBack,
  paused: EXIT.heldBack,
  not_paused: EXIT.heldBack,
  interrupted: EXIT.interrupted,
};

const OF_OUTCOME: Readonly<Record<CycleSummary["outcome"], number>> = {
  completed: EXIT.done,
  held_back: EXIT.heldBack,
  interrupted: EXIT.interrupted,
  incomplete: EXIT.heldBack,
};

const USAGE = "proxyclick-scim.usage";

/** An error for arguments or configuration that cannot be used: ends the command with status 2. */
export function usageError(message: string): CommanderError {
  return new CommanderError(EXIT.unusable, USAGE, message);
}

/** The status of a finished cycle. */
export function statusOfCycle(summary: CycleSummary): number {
  const status = OF_OUTCOME[summary.outcome];
  const hasFailed = Object.keys(summary.counts.failed).length > 0 || summary.logProblems !== undefined;
  return status === EXIT.done && hasFailed ? EXIT.failed : status;
}

/** The status for an error that ended a command. */
export function statusOfError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.unusable;
  if (isScimRequestError(error)) return OF_REQUEST[error.code];
  if (isProvisioningError(error)) return OF_PROVISIONING[error.code];
  // What is refused before a request is sent: a tenant URL, a token.
  if (isExpressionError(error) || isScimError(error)) return EXIT.unusable;
  if (isAbort(error)) return EXIT.interrupted;
  if (systemErrorCode(error) !== undefined) return EXIT.unusable;
  return EXIT.failed;
}

/** What to print for an error that ended a command; undefined when it was printed already or says nothing new. */
export function messageOfError(error: unknown): string | undefined {
  if (error instanceof CommanderError && error.code !== USAGE) return undefined;
  // Whose reader has gone, as in `… | head`, has nobody to tell.
  if (isAbort(error)) return error instanceof Error && error.cause === "SIGPIPE" ? undefined : "interrupted";
  if (isExpressionError(error)) return printableLines(`${error.message}\n${error.caret}`);
  return printableLines(error instanceof Error ? error.message : String(error));
}

/** The code of an error of the operating system, such as `ENOENT`. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
