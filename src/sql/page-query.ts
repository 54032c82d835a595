/** Answers queries in SQL: one page, and how many resources match. */
import type { Filter } from "../filter/ast.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { sortedBookmark } from "../server/memory-store/memory-view.ts";
import { locateValue } from "../server/store/attribute-values.ts";
import { DocumentPage } from "../server/store/document-page.ts";
import { mentionsAny } from "../server/store/encoded-document.ts";
import type { StoredDocument, StorePage, StoreQuery } from "../server/store/store.ts";
import { numberIn, type Row, stringIn } from "./connection.ts";
import { countAll, findPlace } from "./counters.ts";
import { type Condition, filterToSql } from "./filter-to-sql.ts";
import { type MemberScope, readMembers } from "./member-rows.ts";
import type { SqlOrder } from "./sort-order.ts";
import { Parameters } from "./statement.ts";
import type { TypePlan } from "./type-plan.ts";
import { jsonOf, type MembersJson, resourceIn } from "./type-plans.ts";

/** Where resources are read. */
export interface ReadScope extends MemberScope {
  readonly signal: AbortSignal | undefined;
  /** Whether the result holds the members of groups. */
  readonly withMembers: boolean;
}

/** Translates a filter; undefined matches everything. */
export async function conditionOf(
  filter: Filter | undefined,
  { plan, tenant }: ReadScope,
  parameters: Parameters,
  unsearchable = new Set<string>(),
): Promise<Condition> {
  if (filter === undefined) return { sql: "1 = 1", isExact: true };
  return await filterToSql(filter, { plan, tenant, parameters, unsearchable });
}

/** A page of a query whose filter and order the tables decide. */
export async function queryPage(query: StoreQuery, order: SqlOrder, scope: ReadScope): Promise<StorePage> {
  const { count } = query;
  const { total, rows } = await readRows(query, order, scope);
  const shown = rows.slice(0, count);
  const last = shown.at(-1);
  const next = rows.length > count && last !== undefined ? bookmarkAfter(last, query) : undefined;
  const members = await membersOf(shown, scope);
  const stored = shown.map((row) => toStored(row, scope.plan, members));
  if (stored.every((each) => each !== undefined)) return new DocumentPage(total, stored, next);
  return { total, resources: toResources(shown, scope.plan, members), next };
}

/** The resource in a row as JSON; undefined for one with a `meta` to which no location can be added. */
function toStored(row: Row, plan: TypePlan, members: MembersBySeq): StoredDocument | undefined {
  const meta = row["meta"];
  if (typeof meta !== "string" || meta === "{}" || mentionsAny(meta, ["location"])) return undefined;
  const json = jsonOf(row, membersIn(row, plan, members));
  return { id: stringIn(row, "id"), json: json, metaEnd: json.length - 2 };
}

/** The rows of a page and one more, if there is one. */
async function readRows(
  query: StoreQuery,
  order: SqlOrder,
  scope: ReadScope,
): Promise<{ readonly total: number; readonly rows: readonly Row[] }> {
  const { filter, after, count, startIndex } = query;
  const offset = after === undefined ? startIndex - 1 : 0;
  const isPlain = filter === undefined && order.columns.length === 1 && !order.descending;
  if (isPlain && offset > 0) {
    const { total, ...place } = await findPlace({ ...scope, type: scope.plan.type.name }, offset, scope.signal);
    const rows = await pageRows({ ...query, after: String(place.after) }, order, place.skip, scope);
    return { total, rows };
  }
  const rows = count === 0 ? [] : await pageRows(query, order, offset, scope);
  const isWhole = after === undefined && offset === 0 && count > 0 && rows.length <= count;
  return { total: isWhole ? rows.length : await countMatches(query.filter, scope), rows };
}

/** Finds the place of the page in an index first, and reads the documents of this page only. */
async function pageRows(
  { filter, after, count }: StoreQuery,
  { searchablePath, columns, descending, place }: SqlOrder,
  offset: number,
  scope: ReadScope,
): Promise<readonly Row[]> {
  const { plan, tenant } = scope;
  const parameters = new Parameters(scope.dialect);
  const owner = (alias: string): string =>
    `${alias}.tenant = ${parameters.string(tenant)} AND ${alias}.type = ${parameters.string(plan.type.name)}`;
  const { sql } = await conditionOf(filter, scope, parameters);
  const conditions = [owner("r"), sql];
  if (searchablePath !== undefined) conditions.push(`r.path = ${parameters.string(searchablePath)} AND r.sort = 1`);
  if (after !== undefined) {
    const values = place(after, parameters);
    const names = columns.map((column) => `r.${column}`);
    conditions.push(`(${names.join(", ")}) ${descending ? "<" : ">"} (${values.join(", ")})`);
  }
  const direction = descending ? "DESC" : "ASC";
  const sortedBy = (alias: string): string => columns.map((column) => `${alias}.${column} ${direction}`).join(", ");
  // Matches are counted anyway, and a database that expects many would walk the whole list to find a few.
  const isListOfMatches = filter !== undefined && columns.length === 1;
  const order = isListOfMatches ? `${scope.dialect.withoutIndex("r.seq")} ${direction}` : sortedBy("r");
  const table = parameters.table(searchablePath === undefined ? "resource" : "resource_value");
  const page = `SELECT ${columns.map((column) => `r.${column}`).join(", ")} FROM ${table} r
    WHERE ${conditions.join(" AND ")} ORDER BY ${order}
    LIMIT ${parameters.integer(count + 1)} OFFSET ${parameters.integer(offset)}`;
  return await parameters.run(
    scope.connection,
    `SELECT d.seq, d.id, d.meta, d.doc FROM (${page}) p JOIN ${parameters.table("resource")} d
    ON ${owner("d")} AND d.seq = p.seq ORDER BY ${sortedBy("p")}`,
    scope.signal,
  );
}

/** How many resources match a filter that the tables decide. */
async function countMatches(filter: Filter | undefined, scope: ReadScope): Promise<number> {
  const { plan, tenant, connection, dialect, signal } = scope;
  if (filter === undefined) return await countAll({ connection, dialect, tenant, type: plan.type.name }, signal);
  const parameters = new Parameters(dialect);
  const { sql } = await conditionOf(filter, scope, parameters);
  const [row = {}] = await parameters.run(
    connection,
    `SELECT count(*) AS total FROM ${parameters.table("resource")} r
    WHERE r.tenant = ${parameters.string(tenant)} AND r.type = ${parameters.string(plan.type.name)} AND ${sql}`,
    signal,
  );
  return numberIn(row, "total");
}

/** The JSON of the members of groups, by the `seq` of the group. */
type MembersBySeq = ReadonlyMap<number, string>;

const NO_MEMBERS: MembersBySeq = new Map();

/** The resources in rows, with their members unless they are left out. */
export async function resourcesIn(rows: readonly Row[], scope: ReadScope): Promise<readonly JsonObject[]> {
  return toResources(rows, scope.plan, await membersOf(rows, scope));
}

function toResources(rows: readonly Row[], plan: TypePlan, members: MembersBySeq): readonly JsonObject[] {
  return rows.map((row) => resourceIn(row, membersIn(row, plan, members)));
}

function membersOf(rows: readonly Row[], scope: ReadScope): MembersBySeq | Promise<MembersBySeq> {
  if (scope.plan.members === undefined || !scope.withMembers || rows.length === 0) return NO_MEMBERS;
  return readMembers(
    scope,
    rows.map((row) => numberIn(row, "seq")),
  );
}

function membersIn(row: Row, { members }: TypePlan, found: MembersBySeq): MembersJson | undefined {
  const json = members === undefined ? undefined : found.get(numberIn(row, "seq"));
  return members === undefined || json === undefined ? undefined : { name: members.name, json };
}

function bookmarkAfter(row: Row, { sort }: StoreQuery): string {
  const sequence = numberIn(row, "seq");
  const locator = sort === undefined ? undefined : locateValue(sort.by);
  return locator === undefined ? String(sequence) : sortedBookmark(resourceIn(row), locator, sequence);
}
