/** Renders the status of a job as text. */
import type { JobStatus } from "../../provisioning/index.ts";
import type { Execution, ScheduleStatus } from "../../provisioning/state/index.ts";
import { formatCount, printable } from "../process/printable.ts";

/** What `status` reports of a job. */
export interface JobReport extends Omit<JobStatus, "running" | "nextRun">, ScheduleStatus {
  /** Disables and deletes that the deletion threshold holds back. */
  readonly heldBack: number;
  /** Users without an account whom the state knows: reason to number of users. */
  readonly withoutAccount: Readonly<Record<string, number>>;
  /** Describes the process that uses the state; absent when none does. */
  readonly process?: string;
}

const CODES: Readonly<Record<JobStatus["code"], string>> = {
  NotRun: "not run yet",
  Active: "active",
  Paused: "paused",
  Quarantine: "in quarantine",
};

/**
 * Renders a status as lines, the last one with a line break.
 *
 * @param file - File of the state, which `staged` can read.
 */
export function renderStatus(report: JobReport, file: string): string {
  const {
    code,
    linked,
    heldBack,
    withoutAccount,
    quarantine,
    lastExecution,
    nextRun,
    running,
    notifyProblems = [],
    process = "none",
  } = report;
  const lines = [
    line("status", CODES[code]),
    line("process", printable(process)),
    line("linked users", String(linked)),
    ...reasons("no account", withoutAccount),
    ...(running === undefined ? [] : [line("running", describeRunning(running))]),
    ...(nextRun === undefined ? [] : [line("next cycle", nextRun)]),
    ...(quarantine === undefined ? [] : [line("quarantine", describeQuarantine(quarantine))]),
    ...(lastExecution === undefined ? [] : lastCycle(lastExecution)),
    ...notifyProblems.map(({ kind, time, reason }) => line("not notified", `${kind}, ${time}: ${printable(reason)}`)),
    line("held back", describeHeldBack(heldBack, file)),
  ];
  return `${lines.join("\n")}\n`;
}

function line(name: string, value: string): string {
  return `${name.padEnd(16)}${value}`;
}

function describeRunning({ began, read, expected, expectedEnd }: NonNullable<ScheduleStatus["running"]>): string {
  const users = expected === undefined ? formatCount(read, "user") : `${read} of ${formatCount(expected, "user")}`;
  return `${users} since ${began}${expectedEnd === undefined ? "" : `, until about ${expectedEnd}`}`;
}

function describeQuarantine({ reason, seriesBegan, nextAttempt }: NonNullable<JobStatus["quarantine"]>): string {
  const next = nextAttempt === undefined ? "disabled; correct the cause and restart" : `next attempt ${nextAttempt}`;
  return `${reason} since ${seriesBegan}; ${next}`;
}

function lastCycle({ kind, outcome, began, ended, counts }: Execution): string[] {
  const { read, created, updated, disabled, deleted, unchanged, skipped, failed } = counts;
  const written = Object.entries({ read, created, updated, disabled, deleted, unchanged });
  return [
    line("last cycle", `${kind}, ${outcome.replace("_", " ")}, ${began} to ${ended}`),
    line("", written.map(([name, count]) => `${count} ${name}`).join(", ")),
    ...reasons("  skipped", skipped),
    ...reasons("  failed", failed),
  ];
}

function reasons(name: string, counts: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return [];
  return [line(name, entries.map(([reason, count]) => `${count} ${printable(reason)}`).join(", "))];
}

function describeHeldBack(count: number, file: string): string {
  if (count === 0) return "nothing";
  return `${formatCount(count, "removal")}; to list them: proxyclick-scim staged --state ${printable(file)}`;
}
