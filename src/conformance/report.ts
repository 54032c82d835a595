/**
 * Formats a report for people: one line for each section, then the request, response and expectation of each failure.
 */
import { type CheckResult, type ConformanceReport, countOutcomes, type Evidence } from "./result.ts";

/** Labels of the outcomes. */
const LABELS: Readonly<Record<CheckResult["outcome"], string>> = {
  passed: "ok",
  failed: "FAILED",
  warned: "warning",
  skipped: "skipped",
};

/**
 * Formats a report as lines for people.
 *
 * @param report - The result of `runConformance`.
 */
export function formatConformanceReport(report: ConformanceReport): readonly string[] {
  const { url, profile, results, counts, leftovers } = report;
  const sections = Map.groupBy(results, ({ section }) => section);
  const names = [...sections.keys()].sort(bySection);
  const width = Math.max(...names.map((name) => name.length), 7);
  return [
    `${url}, checked against the profile ${profile}`,
    "",
    row("section", ["passed", "failed", "warned", "skipped"], width),
    ...names.map((name) => sectionRow(name, sections.get(name) ?? [], width)),
    ...titled("Skipped", skippedLines(results)),
    ...titled("Warnings: broken recommendations", problemLines(results, "warned")),
    ...titled("Failures: broken requirements", problemLines(results, "failed")),
    ...titled("Left behind: could not be deleted", leftovers),
    "",
    `${counts.passed} passed, ${counts.failed} failed, ${counts.warned} warned, ${counts.skipped} skipped`,
  ];
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`.trimEnd())];
}

function sectionRow(name: string, results: readonly CheckResult[], width: number): string {
  const { passed, failed, warned, skipped } = countOutcomes(results);
  return row(
    name,
    [passed, failed, warned, skipped].map((count) => (count === 0 ? "-" : String(count))),
    width,
  );
}

function row(name: string, cells: readonly string[], width: number): string {
  return `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(9)).join("")}`;
}

/** Groups skipped checks by reason, so that a missing feature takes one line. */
function skippedLines(results: readonly CheckResult[]): readonly string[] {
  const skipped = results.filter(({ outcome }) => outcome === "skipped");
  return [...Map.groupBy(skipped, ({ reason }) => reason)].map(
    ([reason, group]) => `${reason}: ${group.map(({ id }) => id).join(", ")}`,
  );
}

function problemLines(results: readonly CheckResult[], outcome: CheckResult["outcome"]): readonly string[] {
  return results
    .filter((result) => result.outcome === outcome)
    .flatMap((result) => [
      `${LABELS[outcome]} ${result.section}, ${result.id}: ${result.requirement}`,
      ...(result.evidence === undefined ? [] : evidenceLines(result.evidence)).map((line) => `  ${line}`),
      ...(result.remedy === undefined ? [] : [`  to do     ${result.remedy}`]),
    ]);
}

function evidenceLines({ expected, request, response, noResponse }: Evidence): readonly string[] {
  const lines: string[] = [];
  if (request !== undefined) {
    const headers = Object.entries(request.headers).map(([name, value]) => `, ${name}: ${value}`);
    lines.push(`sent      ${request.method} ${request.path}${headers.join("")}`);
    if (request.body !== undefined) lines.push(`          ${request.body}`);
  }
  if (response !== undefined) {
    const headers = Object.entries(response.headers).map(([name, value]) => `, ${name}: ${value}`);
    lines.push(`received  ${response.status}${headers.join("")}`);
    if (response.body !== "") lines.push(`          ${response.body}`);
  }
  if (noResponse !== undefined) lines.push(`received  ${noResponse}`);
  lines.push(`expected  ${expected}`);
  return lines;
}

/** Sorts by RFC and section number; other sources come last. */
function bySection(a: string, b: string): number {
  const [first, second] = [sectionKey(a), sectionKey(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function sectionKey(section: string): string {
  const isRfc = section.startsWith("RFC");
  return (isRfc ? "0" : "1") + section.replaceAll(/\d+/g, (digits) => digits.padStart(5, "0"));
}
