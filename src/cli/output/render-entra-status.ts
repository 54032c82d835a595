/** Renders the status of Entra's own provisioning job as text. */
import type { EntraJobStatus } from "../../entra/index.ts";
import { printable } from "../process/printable.ts";

/** Renders a status as lines, the last one with a line break. */
export function renderEntraStatus(status: EntraJobStatus): string {
  const { displayName, servicePrincipalId, jobId, code, schedule, progress, quarantine, counts } = status;
  const { lastExecution, lastSuccessfulExecution, successiveFailures, steadyStateFirstAchieved } = status;
  const interval = schedule.interval === undefined ? "" : `, every ${schedule.interval}`;
  const lines = [
    line("application", `${displayName} (${servicePrincipalId})`),
    line("job", jobId),
    line("status", code),
    line("schedule", `${schedule.state}${interval}`),
    ...progress.map(({ units, completedUnits, totalUnits }) =>
      line("progress", `${completedUnits} of ${totalUnits} ${units}`),
    ),
    ...(quarantine === undefined ? [] : renderQuarantine(quarantine)),
    ...(lastExecution === undefined ? [] : renderExecution("last cycle", lastExecution)),
    ...(lastSuccessfulExecution === undefined || lastSuccessfulExecution.id === lastExecution?.id
      ? []
      : renderExecution("last success", lastSuccessfulExecution)),
    ...(successiveFailures === 0 ? [] : [line("failures", `${successiveFailures} cycles since the last success`)]),
    line("initial cycle", steadyStateFirstAchieved ?? "not over yet"),
    ...counts.map(({ type, count }) => line("linked objects", `${count} ${type}`)),
  ];
  return `${lines.join("\n")}\n`;
}

function line(name: string, value: string): string {
  return printable(`${name.padEnd(16)}${value}`);
}

function renderQuarantine({
  reason,
  began,
  nextAttempt,
  error,
}: NonNullable<EntraJobStatus["quarantine"]>): readonly string[] {
  const since = began === undefined ? "" : ` since ${began}`;
  const next = nextAttempt === undefined ? "" : `; next attempt ${nextAttempt}`;
  return [
    line("quarantine", `${reason}${since}${next}`),
    ...(error === undefined ? [] : [line("", `${error.code}: ${error.message}`)]),
  ];
}

function renderExecution(
  name: string,
  { state, began, ended, counts, error }: NonNullable<EntraJobStatus["lastExecution"]>,
): readonly string[] {
  const numbers = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    line(name, `${state}, ${began ?? "?"} to ${ended ?? "?"}`),
    ...(numbers.length === 0 ? [] : [line("", numbers.map(([what, count]) => `${what} ${count}`).join(", "))]),
    ...(error === undefined ? [] : [line("", `${error.code}: ${error.message}`)]),
  ];
}
