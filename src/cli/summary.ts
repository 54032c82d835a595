/**
 * The summary of a cycle, for people.
 */
import type { CycleSummary } from "../provisioning/job-types.ts";
import { printable } from "./text.ts";

const OUTCOMES: Readonly<Record<CycleSummary["outcome"], string>> = {
  completed: "completed",
  held_back: "completed, but disables and deletes were held back",
  interrupted: "interrupted",
  incomplete: "incomplete",
};

const COUNTS = ["read", "created", "updated", "disabled", "deleted", "unchanged"] as const;

/** Renders a summary as lines, the last one with a line break. */
export function renderSummary(summary: CycleSummary, options: { readonly dryRun?: boolean } = {}): string {
  const { counts } = summary;
  const rows = [
    headline(summary, options.dryRun === true),
    ...COUNTS.map((name) => row(name, counts[name])),
    ...(counts.waiting === 0 ? [] : [row("waiting", counts.waiting)]),
    ...reasons("skipped", counts.skipped),
    ...reasons("failed", counts.failed),
    ...remarks(summary),
  ];
  return `${rows.join("\n")}\n`;
}

function headline(summary: CycleSummary, dryRun: boolean): string {
  const kind = `${summary.kind === "initial" ? "Initial" : "Incremental"} cycle${dryRun ? " (dry run, nothing was written)" : ""}`;
  return `${kind} ${OUTCOMES[summary.outcome]}: ${duration(summary.duration)}, ${speed(summary)} users per second`;
}

function speed({ counts, duration }: CycleSummary): string {
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

function reasons(name: string, counts: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  return [row(name, total), ...entries.map(([reason, count]) => `${String(count).padStart(19)}  ${printable(reason)}`)];
}

function remarks({ heldBack, threshold, problem }: CycleSummary): string[] {
  const lines: string[] = [];
  if (heldBack > 0) {
    const limit = threshold === undefined ? "the threshold" : `the threshold of ${threshold}`;
    const what = heldBack === 1 ? "1 disable or delete" : `${heldBack} disables and deletes`;
    lines.push(`  ${what} held back: more than ${limit}. Look at the source; --allow-deletes executes them once.`);
  }
  if (problem !== undefined) lines.push(`  Nobody was removed: ${printable(problem)}`);
  return lines;
}
