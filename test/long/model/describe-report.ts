/** What a run has found, as text for people. */
import type { Finding } from "./findings.ts";
import type { Report } from "./simulate.ts";

/** How many divergences of each class there are. */
export function summarize({ findings }: Pick<Report, "findings">): string {
  const classes = Object.entries(Object.groupBy(findings, (finding) => finding.class));
  return classes.map(([name, all = []]) => `${name} ${all.length}`).join(", ") || "no divergence";
}

/** A divergence with what happened to the person until then. */
export function tellStory({ trace }: Report, { class: kind, tag, cycle, time, text }: Finding, lines: number): string {
  const story = trace.of(tag === "" ? undefined : tag, cycle, lines).map((line) => `   ${line}`);
  return [`${kind} ${tag} #${cycle} ${time}: ${text}`, ...story].join("\n");
}

/** The first divergence of each class. */
export function firstOfEach(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ class: kind }, index) => findings.findIndex((other) => other.class === kind) === index);
}
