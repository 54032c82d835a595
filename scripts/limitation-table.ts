/** Generates the table of limitations in the guide. */
import type { ServiceProfile } from "../src/profile/index.ts";

/**
 * Returns the table as Markdown: what the service rejects or changes, whether that is published, and what the client
 * does.
 */
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
