/** Users in the rows of a CSV text: the names that their columns may have, and their attributes. */
import { canonicalId } from "../../internal/object-id.ts";
import type { SourceUser } from "../../provisioning/ports/source.ts";
import type { Columns, HeaderRules } from "../reading/csv-header.ts";
import type { CsvRow } from "../reading/csv-syntax.ts";
import { COLUMN_SYNONYMS, ENTRA_USER_COLUMNS, OTHER_USER_COLUMNS } from "./entra-user-columns.ts";

/** The names that a user's columns may have; those of the attributes that the job reads win over the portal's. */
export function userHeader(attributes: readonly string[]): HeaderRules {
  return {
    required: ["id"],
    known: ["id", ...ENTRA_USER_COLUMNS, ...OTHER_USER_COLUMNS, ...attributes],
    synonyms: COLUMN_SYNONYMS,
    kind: "user",
    completeExport: ENTRA_USER_COLUMNS,
  };
}

/** The user of a row. */
export function toUser(row: CsvRow, columns: Columns): SourceUser {
  const attributes: Record<string, string> = Object.create(null);
  for (const [name, index] of columns) attributes[name] = row.fields[index] ?? "";
  const id = idOf(row, columns);
  attributes["id"] = id;
  return { id, attributes };
}

/** The object id in a row; empty where it has none. */
export function idOf(row: CsvRow, columns: Columns): string {
  return canonicalId(row.fields[columns.get("id") ?? -1] ?? "");
}
