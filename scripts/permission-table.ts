/** Generates the guide's table of permissions of Microsoft Graph. */
import { GRAPH_PERMISSIONS } from "../src/entra/index.ts";

/** Returns the table as Markdown: what each feature does, what it needs at least, and what else serves. */
export function permissionTable(): string {
  const rows = Object.entries(GRAPH_PERMISSIONS).map(([feature, { purpose, least, remark }]) => [
    `\`${feature}\``,
    purpose,
    least.map((name) => `\`${name}\``).join(", "),
    remark ?? "",
  ]);
  const lines = [["Feature", "To", "Least permissions", "Remarks"], ["---", "---", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
