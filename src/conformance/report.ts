/** The report of a run as text, for people: one line a section, and for each failure what was sent, what came and what was expected. */
import { type CheckOutcome, type CheckResult, type ConformanceReport, countOutcomes, type Evidence } from "./result.ts";

/** Marks of failures and warnings. */
const MARKS: Readonly<Record<CheckOutcome, string>> = {
  passed: "ok",
  failed: "FAILED",
  warned: "warning",
  skipped: "skipped",
};

/** A report as lines of text. */
export function formatConformanceReport({ url, profile, results, leftovers }: ConformanceReport): readonly string[] {
  const sections = Map.groupBy(results, ({ section }) => section);
  const names = [...sections.keys()].sort(bySection);
  const width = Math.max(...names.map((name) => name.length), 7);
  const counts = countOutcomes(results);
  return [
    `${url}, checked against the profile ${profile}`,
    "",
    row("section", ["passed", "failed", "warned", "skipped"], width),
    ...names.map((name) => sectionRow(name, sections.get(name) ?? [], width)),
    ...titled("Skipped", skippedLines(results)),
    ...titled("Warnings: a recommendation is not kept", problemLines(results, "warned")),
    ...titled("Failures: a requirement is not kept", problemLines(results, "failed")),
    ...titled("Left behind: these could not be removed", leftovers),
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

/** One line a reason: a service without ETags needs no line for each thing that it does not do with them. */
function skippedLines(results: readonly CheckResult[]): readonly string[] {
  const skipped = results.filter(({ outcome }) => outcome === "skipped");
  return [...Map.groupBy(skipped, ({ reason }) => reason)].map(
    ([reason, group]) => `${reason}: ${group.map(({ id }) => id).join(", ")}`,
  );
}

function problemLines(results: readonly CheckResult[], outcome: CheckOutcome): readonly string[] {
  return results
    .filter((result) => result.outcome === outcome)
    .flatMap((result) => [
      `${MARKS[outcome]} ${result.section}, ${result.id}: ${result.requirement}`,
      ...(result.evidence === undefined ? [] : evidenceLines(result.evidence)).map((line) => `  ${line}`),
    ]);
}

function evidenceLines({ expected, request, response, noResponse: came }: Evidence): readonly string[] {
  const lines: string[] = [];
  if (request !== undefined) {
    const headers = Object.entries(request.headers).map(([name, value]) => `, ${name}: ${value}`);
    lines.push(`sent      ${request.method} ${request.path}${headers.join("")}`);
    if (request.body !== undefined) lines.push(`          ${request.body}`);
  }
  if (response !== undefined) {
    const headers = Object.entries(response.headers).map(([name, value]) => `, ${name}: ${value}`);
    lines.push(`came      ${response.status}${headers.join("")}`);
    if (response.body !== "") lines.push(`          ${response.body}`);
  }
  if (came !== undefined) lines.push(`came      ${came}`);
  lines.push(`expected  ${expected}`);
  return lines;
}

/** By document, then by the numbers of the section; what is no RFC comes last. */
function bySection(a: string, b: string): number {
  const [first, second] = [sectionKey(a), sectionKey(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function sectionKey(section: string): string {
  const isRfc = section.startsWith("RFC");
  return (isRfc ? "0" : "1") + section.replaceAll(/\d+/g, (digits) => digits.padStart(5, "0"));
}
