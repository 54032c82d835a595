/** The members of groups, as rows. */
import { comparisonKey } from "../internal/comparison-key.ts";
import { deepEqual } from "../internal/values.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { isJsonList, isJsonObject } from "../models/json.ts";
import type { MemberChanges } from "../server/store/store.ts";
import { numberIn, type Row, type SqlConnection, stringIn } from "./connection.ts";
import type { Dialect } from "./dialect.ts";
import { integerRows, Parameters, stringRows } from "./statement.ts";
import type { TypePlan } from "./type-plan.ts";
import { indexKey } from "./unique-keys.ts";

/** Where members are read or written. */
export interface MemberScope {
  readonly connection: SqlConnection;
  readonly dialect: Dialect;
  readonly tenant: string;
  readonly plan: TypePlan;
}

/** An element of a group's members. */
interface MemberRow {
  readonly key: string;
  readonly pos: number;
  /** JSON of the element. */
  readonly doc: string;
}

/** The JSON of the members of groups, by the `seq` of the group; a group without members is not among them. */
export async function readMembers(
  { connection, dialect, tenant, plan }: MemberScope,
  groups: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const parameters = new Parameters(dialect);
  const rows = await parameters.run(
    connection,
    `SELECT m.seq, m.doc FROM ${parameters.rows(integerRows("seq", groups), "g")}
    JOIN ${parameters.table("member")} m ON m.seq = g.seq
    WHERE m.tenant = ${parameters.string(tenant)} AND m.type = ${parameters.string(plan.type.name)} ORDER BY m.seq, m.pos`,
  );
  const found = new Map<number, string[]>();
  for (const row of rows) {
    const seq = numberIn(row, "seq");
    const elements = found.get(seq);
    if (elements === undefined) found.set(seq, [stringIn(row, "doc")]);
    else elements.push(stringIn(row, "doc"));
  }
  return new Map([...found].map(([seq, elements]) => [seq, `[${elements.join(",")}]`]));
}

/** A group without its members, and the members; undefined where it has no list of them. */
export function splitMembers(
  resource: JsonObject,
  { members }: TypePlan,
): { readonly others: JsonObject; readonly elements: readonly JsonObject[] | undefined } {
  if (members === undefined) return { others: resource, elements: undefined };
  const { [members.name]: list, ...others } = resource;
  return isJsonList(list) ? { others, elements: list.filter(isJsonObject) } : { others: resource, elements: undefined };
}

/** Writes the members of a group that had none. */
export async function insertMembers(scope: MemberScope, group: number, elements: readonly JsonObject[]): Promise<void> {
  const rows = new Map<string, MemberRow>();
  for (const element of elements) {
    const key = await keyOfMember(element, scope.plan);
    // A later element replaces an earlier one in its place.
    rows.set(key, { key, pos: rows.get(key)?.pos ?? rows.size, doc: JSON.stringify(element) });
  }
  await writeRows(scope, group, [...rows.values()]);
}

/** Makes the members of a group these, and writes no more than what differs where only few do. */
export async function replaceMembers(
  scope: MemberScope,
  group: number,
  elements: readonly JsonObject[],
): Promise<void> {
  const before = new Map((await rowsOf(scope, group)).map((row) => [row.key, row]));
  const wanted = new Map<string, JsonObject>();
  for (const element of elements) wanted.set(await keyOfMember(element, scope.plan), element);
  const kept = [...before.keys()].filter((key) => wanted.has(key));
  // What is added comes last; a list in another order is written as a whole.
  const keepsOrder = [...wanted.keys()].slice(0, kept.length).every((key, index) => key === kept[index]);
  const remaining = keepsOrder ? before : new Map<string, MemberRow>();
  await removeKeys(
    scope,
    group,
    [...before.keys()].filter((key) => !keepsOrder || !wanted.has(key)),
  );
  await addElements(scope, group, wanted, remaining);
}

/** Changes members by their keys; false when there was nothing to change. */
export async function changeMemberRows(
  scope: MemberScope,
  group: number,
  { add, remove }: Pick<MemberChanges, "add" | "remove">,
): Promise<boolean> {
  const removed = await removeKeys(scope, group, await keysOfValues(remove, scope.plan));
  const wanted = new Map<string, JsonObject>();
  for (const element of add) wanted.set(await keyOfMember(element, scope.plan), element);
  if (wanted.size === 0) return removed > 0;
  const before = new Map((await rowsOf(scope, group, [...wanted.keys()])).map((row) => [row.key, row]));
  return (await addElements(scope, group, wanted, before)) || removed > 0;
}

/** Removes all members of a group. */
export async function deleteMembers({ connection, dialect, tenant, plan }: MemberScope, group: number): Promise<void> {
  const parameters = new Parameters(dialect);
  await parameters.run(
    connection,
    `DELETE FROM ${parameters.table("member")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(group)}`,
  );
}

/** The keys of members by their `value`. */
export async function keysOfValues(values: readonly string[], { members }: TypePlan): Promise<readonly string[]> {
  const node = members?.subAttributes.get("value");
  return await Promise.all(values.map(async (value) => await indexKey(comparisonKey(value, node))));
}

/** Members are identified by their `value`, and by the whole element where it is no string. */
async function keyOfMember(element: JsonObject, { members }: TypePlan): Promise<string> {
  const { value } = element;
  const node = members?.subAttributes.get("value");
  return await indexKey(typeof value === "string" ? comparisonKey(value, node) : JSON.stringify(element));
}

/** Adds elements at the end, and replaces those that differ in their place; false when there was nothing to write. */
async function addElements(
  scope: MemberScope,
  group: number,
  wanted: ReadonlyMap<string, JsonObject>,
  before: ReadonlyMap<string, MemberRow>,
): Promise<boolean> {
  const changed = [...wanted].filter(([key, element]) => {
    const row = before.get(key);
    return row === undefined || !deepEqual(JSON.parse(row.doc), element);
  });
  if (changed.length === 0) return false;
  let end = await endOf(scope, group);
  const rows = changed.map(([key, element]): MemberRow => {
    const pos = before.get(key)?.pos ?? end;
    if (pos === end) end += 1;
    return { key, pos, doc: JSON.stringify(element) };
  });
  await writeRows(scope, group, rows);
  return true;
}

/** The position after the last member. */
async function endOf({ connection, dialect, tenant, plan }: MemberScope, group: number): Promise<number> {
  const parameters = new Parameters(dialect);
  const [row = {}] = await parameters.run(
    connection,
    `SELECT coalesce(max(pos), -1) + 1 AS pos FROM ${parameters.table("member")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(group)}`,
  );
  return numberIn(row, "pos");
}

async function writeRows(
  { connection, dialect, tenant, plan }: MemberScope,
  group: number,
  rows: readonly MemberRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const parameters = new Parameters(dialect);
  const from = parameters.rows(
    {
      columns: [
        { name: "key", type: "text" },
        { name: "pos", type: "integer" },
        { name: "doc", type: "text" },
      ],
      rows: rows.map(({ key, pos, doc }) => [key, pos, doc]),
    },
    "e",
  );
  const owner = `${parameters.string(tenant)}, ${parameters.string(plan.type.name)}, ${parameters.integer(group)}`;
  await parameters.run(
    connection,
    `INSERT INTO ${parameters.table("member")} (tenant, type, seq, pos, key, doc)
    SELECT ${owner}, e.pos, e.key, e.doc FROM ${from} WHERE true
    ON CONFLICT (tenant, type, seq, key) DO UPDATE SET doc = excluded.doc`,
  );
}

/** The rows of a group in order: all of them, or those with some keys. */
async function rowsOf(
  { connection, dialect, tenant, plan }: MemberScope,
  group: number,
  keys?: readonly string[],
): Promise<readonly MemberRow[]> {
  const parameters = new Parameters(dialect);
  const among =
    keys === undefined ? "" : `AND key IN (SELECT k.key FROM ${parameters.rows(stringRows("key", keys), "k")})`;
  const rows = await parameters.run(
    connection,
    `SELECT key, pos, doc FROM ${parameters.table("member")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(group)} ${among} ORDER BY pos`,
  );
  return rows.map((row: Row) => ({ key: stringIn(row, "key"), pos: numberIn(row, "pos"), doc: stringIn(row, "doc") }));
}

/** Removes members by their keys; how many there were. */
async function removeKeys(
  { connection, dialect, tenant, plan }: MemberScope,
  group: number,
  keys: readonly string[],
): Promise<number> {
  if (keys.length === 0) return 0;
  const parameters = new Parameters(dialect);
  const removed = await parameters.run(
    connection,
    `DELETE FROM ${parameters.table("member")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(group)}
    AND key IN (SELECT k.key FROM ${parameters.rows(stringRows("key", keys), "k")}) RETURNING pos`,
  );
  return removed.length;
}
