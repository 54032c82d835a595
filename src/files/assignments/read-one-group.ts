/** Reads the members of one group: the portal's "Download members", or the body of Graph's members list. */
import { readProperty } from "../../internal/values.ts";
import type { Columns } from "../reading/csv-header.ts";
import { type CsvRow, locationOf } from "../reading/csv-syntax.ts";
import { csvTable } from "../reading/csv-table.ts";
import { damageOf, isBoolean, notBoolean } from "../reading/damaged-cells.ts";
import { invalidSource } from "../reading/file-errors.ts";
import { readId } from "../reading/graph-list.ts";
import { looksLikeJson, readListItems } from "../reading/list-items.ts";
import { type OpenedFile, openFile } from "../reading/open-file.ts";
import type { MemberLists } from "./member-lists.ts";
import { isUser } from "./read-group-members.ts";

/** Columns of the members that the portal exports, and of other exports. */
const HEADER = {
  required: ["id"],
  known: ["id", "userPrincipalName", "displayName", "mail", "objectType", "userType", "isUser", "isGroup", "isGuest"],
  synonyms: new Map([["objectid", "id"]]),
  kind: "member",
} as const;

/**
 * Reads the members of one group, from JSON or CSV.
 *
 * @param group - Id of the group; the file does not tell it.
 * @throws ProvisioningError `invalid_source`, with the location; `incomplete_source` for one page of several, and for a
 *   file that looks cut short.
 */
export async function readOneGroup(
  path: string,
  group: string,
  lists: MemberLists,
  signal?: AbortSignal,
): Promise<void> {
  const id = readId(path, group, "the group");
  const file = await openFile(path);
  try {
    lists.begin(id, path, "");
    const users = (await looksLikeJson(file)) ? jsonUsers(path, file, signal) : csvUsers(path, file, signal);
    for await (const user of users) lists.add(user);
    lists.end();
  } finally {
    await file.handle.close();
  }
}

async function* jsonUsers(
  path: string,
  file: OpenedFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, void> {
  for await (const { item, location } of readListItems(path, file, "member", signal))
    if (isUser(path, item, location)) yield readId(path, readProperty(item, "id"), `${location}.id`);
}

async function* csvUsers(
  path: string,
  file: OpenedFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, void> {
  const { columns, rows } = await csvTable(path, file, { header: HEADER, signal });
  for await (const row of rows) {
    const id = cellOf(row, columns, "id");
    const damage = damageOf(id);
    if (damage !== undefined) throw invalidSource(path, `${locationOf(row)}, column "id" has ${damage}`);
    if (isUserRow(path, row, columns)) yield readId(path, id, `${locationOf(row)}: id`);
  }
}

/** Whether a row is that of a user; guests are users. */
function isUserRow(path: string, row: CsvRow, columns: Columns): boolean {
  const type = cellOf(row, columns, "objectType").trim();
  if (type !== "") return /^(?:#?microsoft\.graph\.)?user$/i.test(type);
  const user = flagOf(path, row, columns, "isUser");
  const guest = flagOf(path, row, columns, "isGuest");
  return flagOf(path, row, columns, "isGroup") !== true && (user !== false || guest === true);
}

/** A boolean; undefined without the column, or in an empty cell. */
function flagOf(path: string, row: CsvRow, columns: Columns, name: string): boolean | undefined {
  const cell = cellOf(row, columns, name);
  if (cell.trim() === "") return undefined;
  if (!isBoolean(cell))
    throw invalidSource(path, `${locationOf(row)}, column ${JSON.stringify(name)} ${notBoolean(cell)}`);
  return cell.trim().toLowerCase() === "true";
}

function cellOf(row: CsvRow, columns: Columns, name: string): string {
  const index = columns.get(name);
  return index === undefined ? "" : (row.fields[index] ?? "");
}
