/**
 * The limitations of a profile as a table for people.
 */
import type { ServiceProfile } from "./service-profile.ts";

/** A Markdown table of everything that a profile's service refuses or changes: code, rule, whether it is published, what can be done about it. */
export function limitationTable(profile: ServiceProfile): string {
  const rows = [
    ...profile.limitations.map(({ code, explanation, basis, repair }) => [
      `\`${code}\``,
      explanation,
      basis === "fact" ? "published" : "assumption",
      repair === undefined ? "refused" : "mended where that needs no guess, else refused",
    ]),
    ...profile.refusedEndpoints.map(({ code, explanation }) => [`\`${code}\``, explanation, "published", "refused"]),
  ];
  const lines = [["Code", "Rule", "Basis", "A write that breaks it"], ["---", "---", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}
