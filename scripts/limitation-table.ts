/** The guide's table of the limitations of a profile. */
import type { ServiceProfile } from "../src/profile/index.ts";

/** The table, as Markdown: what the service rejects or changes, whether that is published, and what the client does about it. */
export function limitationTable(profile: ServiceProfile): string {
  const rows = [
    ...profile.limitations.map(({ code, explanation, basis, repair }) => [
      `\`${code}\``,
      explanation,
      basis === "fact" ? "published" : "assumption",
      repair === undefined ? "rejected" : "repaired where that needs no guess, otherwise rejected",
    ]),
    ...profile.refusedEndpoints.map(({ code, explanation }) => [`\`${code}\``, explanation, "published", "rejected"]),
  ];
  const lines = [["Code", "Rule", "Basis", "A write that breaks it"], ["---", "---", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}
