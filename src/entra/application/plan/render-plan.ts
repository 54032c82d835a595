/** Renders a plan as lines for people. */
import { printable } from "../../../internal/text/printable.ts";
import type { PlanStep, PlanStepKind } from "./plan-types.ts";

const TITLES: Readonly<Record<PlanStepKind, string>> = {
  create_application: "+ create the application",
  rename_application: "~ rename the application",
  pause: "~ pause provisioning of",
  create_job: "+ create the provisioning job of",
  settings: "~ change the provisioning settings of",
  mapping: "~ change the mapping of",
  assign: "+ assign",
  unassign: "- remove the assignment of",
  start: "~ start provisioning of",
  restart: "~ restart provisioning of",
};

/** Renders steps and warnings; strings of the directory cannot control a terminal. */
export function renderPlan(steps: readonly PlanStep[], warnings: readonly string[]): string {
  const lines = steps.flatMap(({ kind, subject, before, after }) => [
    `${TITLES[kind]} ${subject}`,
    ...besideEachOther(before, after),
  ]);
  const noted = warnings.map((warning) => `! ${warning}`);
  const all = [...(lines.length === 0 ? ["No changes."] : lines), ...noted];
  return all
    .map((line) => `${" ".repeat(line.length - line.trimStart().length)}${printable(line.trimStart())}\n`)
    .join("");
}

/** The lines, with what a line becomes below it. */
function besideEachOther(before: readonly string[], after: readonly string[]): readonly string[] {
  const names = new Set([...before, ...after].map(nameOf));
  const [removed, added] = [Map.groupBy(before, nameOf), Map.groupBy(after, nameOf)];
  return [...names].flatMap((name) => [
    ...(removed.get(name) ?? []).map((line) => `    - ${line}`),
    ...(added.get(name) ?? []).map((line) => `    + ${line}`),
  ]);
}

/** What a line is about: the attribute of `attribute = expression`, the setting of `setting: value`. */
function nameOf(line: string): string {
  const ends = [" = ", ": "].map((mark) => line.indexOf(mark));
  return line.slice(
    0,
    ends.find((end) => end > 0),
  );
}
