/** Renders the summary of a cycle as text. */
import { describeReason } from "../../files/report/wording.ts";
import type { CycleCounts, CycleProgress, CycleSummary } from "../../provisioning/index.ts";
import type { LogProblem } from "../../provisioning/ports/log.ts";
import type { NotifyProblem } from "../../provisioning/ports/notifier.ts";
import { formatCount, printable } from "../process/printable.ts";

const OUTCOMES: Readonly<Record<CycleSummary["outcome"], string>> = {
  completed: "completed",
  held_back: "completed, but disables and deletes were held back",
  interrupted: "interrupted",
  incomplete: "incomplete",
};

const COUNTS = ["read", "created", "updated", "disabled", "deleted", "unchanged"] as const;

/** What the summary says about the run. */
export interface SummaryOptions {
  readonly dryRun?: boolean;
  /** File of the state, which `staged` can read. */
  readonly state?: string;
}

/** Renders a summary as lines, the last one with a line break. */
export function renderSummary(summary: CycleSummary, options: SummaryOptions = {}): string {
  const rows = [headline(summary, options.dryRun === true), ...rowsOf(summary.counts), ...notes(summary, options)];
  return `${rows.join("\n")}\n`;
}

/** Renders the counts of a cycle that ended with an error. */
export function renderPartialSummary({ kind, counts, expected }: CycleProgress): string {
  const users =
    expected === undefined ? formatCount(counts.read, "user") : `${counts.read} of ${formatCount(expected, "user")}`;
  const headline = `${kindName(kind)} ended by an error after ${users}`;
  return `${[headline, ...rowsOf(counts)].join("\n")}\n`;
}

function rowsOf(counts: CycleCounts): string[] {
  return [
    ...COUNTS.map((name) => row(name, counts[name])),
    ...(counts.waiting === 0 ? [] : [row("waiting", counts.waiting)]),
    ...(counts.abandoned === 0 ? [] : [row("abandoned", counts.abandoned)]),
    ...reasonRows("skipped", counts.skipped),
    ...reasonRows("failed", counts.failed),
  ];
}

function kindName(kind: CycleSummary["kind"]): string {
  return kind === "initial" ? "Initial cycle" : "Incremental cycle";
}

function headline(summary: CycleSummary, dryRun: boolean): string {
  const kind = `${kindName(summary.kind)}${dryRun ? " (dry run, nothing was written)" : ""}`;
  return `${kind} ${OUTCOMES[summary.outcome]}: ${duration(summary.duration)}, ${usersPerSecond(summary)} users per second`;
}

function usersPerSecond({ counts, duration }: CycleSummary): string {
  return String(Math.round((counts.read * 1_000) / Math.max(duration, 1)));
}

function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function row(name: string, count: number): string {
  return `  ${name.padEnd(10)}${String(count).padStart(7)}`;
}

/** The number of users, then each reason with its code and what it means. */
function reasonRows(outcome: "skipped" | "failed", counts: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  const rows = entries.map(([code, count]) => {
    const { title } = describeReason(code, outcome);
    return `${String(count).padStart(19)}  ${printable(title === code ? code : `${code}: ${title}`)}`;
  });
  return [row(outcome, total), ...rows];
}

function notes(
  { heldBack, threshold, problem, logProblems = [], notifyProblems = [] }: CycleSummary,
  { dryRun, state }: SummaryOptions,
): string[] {
  const lines: string[] = [];
  if (heldBack > 0) {
    const limit = threshold === undefined ? "the threshold" : `the threshold of ${threshold}`;
    const what = heldBack === 1 ? "1 disable or delete" : `${heldBack} disables and deletes`;
    lines.push(`  ${what} held back: more than ${limit}. Check the source; --allow-deletes executes them once.`);
    if (state !== undefined && dryRun !== true)
      lines.push(`  To list them: proxyclick-scim staged --state ${printable(state)}`);
  }
  if (problem !== undefined) lines.push(`  Nobody was removed: ${printable(problem)}`);
  return [
    ...lines,
    ...logProblems.map(renderLogProblem),
    ...notifyProblems.map((problem) => `  ${renderNotifyProblem(problem)}`),
  ];
}

/** Renders a log that could not be written, as a line. */
export function renderLogProblem({ reason }: LogProblem): string {
  return `  The log is behind: ${printable(reason)}. Nothing is lost; the next cycle copies what is missing.`;
}

/** Renders a notification that could not be sent, as a sentence. */
export function renderNotifyProblem({ kind, time, reason }: NotifyProblem): string {
  return `A notification (${kind}, ${time}) was not delivered: ${printable(reason)}. The next cycle tries again.`;
}
