/**
 * A store over SQLite that leaves filters, uniqueness, members and pages to SQL, and whose statements can be varied:
 * the base of the mutants that a database makes likely.
 */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { compileFilter, type Filter, visitFilter } from "../../../src/filter/index.ts";
import { type AttributeNode, type JsonObject, type ResourceType, UserType } from "../../../src/models/index.ts";
import {
  comparisonKey,
  type MembersOutcome,
  type Store,
  type StorePage,
  type StoreQuery,
  sortResources,
  uniquePaths,
  type WriteOutcome,
} from "../../../src/server/index.ts";

/** A condition of SQL, with the values of its parameters. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** What a variation can change: statements, and the functions that make values and conditions. */
export const PARTS = {
  schema: `
    CREATE TABLE resources (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT, type TEXT, id TEXT, version TEXT, body TEXT,
      user_name TEXT, display_name TEXT, external_id TEXT, active INTEGER, UNIQUE (tenant, type, id)
    );
    CREATE TABLE keys (sequence INTEGER REFERENCES resources ON DELETE CASCADE, tenant TEXT, type TEXT, path TEXT, key TEXT,
      UNIQUE (tenant, type, path, key));
    CREATE TABLE members (position INTEGER PRIMARY KEY AUTOINCREMENT, sequence INTEGER REFERENCES resources ON DELETE CASCADE,
      value TEXT, body TEXT, UNIQUE (sequence, value));`,
  find: "SELECT * FROM resources WHERE tenant = :tenant AND type = :type AND id = :id",
  insert: `INSERT INTO resources (tenant, type, id, version, body, user_name, display_name, external_id, active)
    VALUES (:tenant, :type, :id, :version, :body, :userName, :displayName, :externalId, :active)`,
  replace: `UPDATE resources SET version = :version, body = :body, user_name = :userName, display_name = :displayName,
    external_id = :externalId, active = :active WHERE sequence = :sequence AND version = :expected`,
  remove: "DELETE FROM resources WHERE sequence = ? AND (? IS NULL OR version = ?)",
  dropKeys: "DELETE FROM keys WHERE sequence = ?",
  addMember: `INSERT INTO members (sequence, value, body) VALUES (?, ?, ?)
    ON CONFLICT (sequence, value) DO UPDATE SET body = excluded.body WHERE body <> excluded.body`,
  removeMember: "DELETE FROM members WHERE sequence = ? AND value = ?",
  dropMembers: "DELETE FROM members WHERE sequence = ?",
  members: "SELECT body FROM members WHERE sequence = ? ORDER BY position",
  groupsOf: `SELECT r.* FROM resources r JOIN members m ON m.sequence = r.sequence
    WHERE r.tenant = ? AND r.type = ? AND m.value = ?`,
  memberCondition: "EXISTS (SELECT 1 FROM members m WHERE m.sequence = resources.sequence AND m.value = ?)",
  page: "AND sequence > ? ORDER BY sequence LIMIT ? OFFSET ?",
  /** Letters without case, as the attributes compare. */
  fold: (value: string, attribute?: AttributeNode): string => comparisonKey(value, attribute),
  /** The keys of a unique attribute. */
  keys: (type: ResourceType, resource: JsonObject): readonly (readonly [path: string, key: string])[] =>
    uniquePaths(type).flatMap(({ path, keysOf }) => keysOf(resource).map((key) => [path, key] as const)),
  /** The value that a column keeps. */
  column: (value: string): string => value,
  /** The JSON that the body keeps. */
  body: (resource: JsonObject): string => JSON.stringify(resource),
  /** The resource before a replace is written, given the one before. */
  merge: (_before: JsonObject, after: JsonObject): JsonObject => after,
  /** A condition that is never NULL. */
  leaf: (condition: string): string => `coalesce(${condition}, 0)`,
  not: (condition: string): string => `NOT (${condition})`,
  equals: (column: string): string => `${column} = ?`,
  differs: (column: string): string => `${column} IS NOT ?`,
  contains: (column: string, value: string): Sql => ({ text: `instr(${column}, ?) > 0`, values: [value] }),
  startsWith: (column: string, value: string): Sql => ({
    text: `substr(${column}, 1, ?) = ?`,
    values: [[...value].length, value],
  }),
  /** The name of the next page, from the last row of this one. */
  next: (last: number, hasMore: boolean): string | undefined => (hasMore ? String(last) : undefined),
};

/** One defect. */
export type Variation = Partial<typeof PARTS>;

/** Opens an empty store in memory. */
export function openSqlStore(variation: Variation = {}): Store & Disposable {
  const database = new DatabaseSync(":memory:");
  const parts = { ...PARTS, ...variation };
  database.exec(`PRAGMA foreign_keys = ON; ${parts.schema}`);
  const run = (sql: string, ...values: SQLInputValue[]) => Number(database.prepare(sql).run(...values).changes);
  const rowsOf = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).all(...values);
  const find = (tenant: string, type: ResourceType, id: unknown) =>
    database.prepare(parts.find).get({ tenant, type: type.name, id: String(id) });
  const toResource = (row: Record<string, unknown>): JsonObject => {
    const resource: JsonObject = JSON.parse(String(row["body"]));
    const members = rowsOf(parts.members, Number(row["sequence"])).map(({ body }) => JSON.parse(String(body)));
    return members.length === 0 ? resource : { ...resource, members };
  };
  const columnsOf = (resource: JsonObject) => {
    const { members: _, ...rest } = resource;
    const text = (name: string) => {
      const value = resource[name];
      return typeof value === "string" ? parts.column(foldOf(name, value, parts)) : null;
    };
    return {
      version: versionOf(resource),
      body: parts.body(rest),
      userName: text("userName"),
      displayName: text("displayName"),
      externalId: text("externalId"),
      active: typeof resource["active"] === "boolean" ? Number(resource["active"]) : null,
    };
  };
  /** The path of a unique attribute whose key another resource has; otherwise the keys are kept. */
  const claimKeys = (
    tenant: string,
    type: ResourceType,
    resource: JsonObject,
    sequence: number,
  ): string | undefined => {
    run(parts.dropKeys, sequence);
    for (const [path, key] of parts.keys(type, resource)) {
      const added = run(
        "INSERT OR IGNORE INTO keys VALUES (?, ?, ?, ?, ?)",
        sequence,
        tenant,
        type.name,
        path,
        parts.column(key),
      );
      if (added === 0) return path;
    }
    return undefined;
  };
  const addMembers = (sequence: number, members: unknown): number =>
    (Array.isArray(members) ? members : []).reduce(
      (changes: number, element: JsonObject) =>
        changes + run(parts.addMember, sequence, String(element["value"]), JSON.stringify(element)),
      0,
    );
  /** Runs a write as a whole, or not at all when it is not stored. */
  const write = <Outcome extends { readonly kind: string }>(work: () => Outcome): Outcome => {
    database.exec("BEGIN IMMEDIATE");
    const outcome = work();
    database.exec(outcome.kind === "stored" ? "COMMIT" : "ROLLBACK");
    return outcome;
  };
  const select = (tenant: string, type: ResourceType, query: StoreQuery): StorePage => {
    const { filter, sort, count, startIndex, after } = query;
    const condition = filter === undefined ? { text: "1", values: [] } : translate(filter, parts);
    const where = `FROM resources WHERE tenant = ? AND type = ? AND (${condition?.text ?? "1"})`;
    const values = [tenant, type.name, ...(condition?.values ?? [])];
    if (condition === undefined || sort !== undefined) {
      const all = rowsOf(`SELECT * ${where} ORDER BY sequence`, ...values).map(toResource);
      const found = filter === undefined ? all : all.filter(compileFilter(filter, type));
      const ordered = sort === undefined ? found : sortResources(found, sort);
      return { total: found.length, resources: ordered.slice(startIndex - 1, startIndex - 1 + count) };
    }
    const total = Number(rowsOf(`SELECT count(*) AS total ${where}`, ...values)[0]?.["total"]);
    const offset = after === undefined ? startIndex - 1 : 0;
    const rows = rowsOf(`SELECT * ${where} ${parts.page}`, ...values, Number(after ?? 0), count + 1, offset);
    const page = rows.slice(0, count);
    const last = page.at(-1)?.["sequence"];
    const next = last === undefined ? undefined : parts.next(Number(last), rows.length > count);
    return { total, resources: page.map(toResource), next };
  };

  return {
    get(tenant, type, id) {
      const row = find(tenant, type, id);
      return row === undefined ? undefined : toResource(row);
    },
    query: select,
    insert: (tenant, type, resource) =>
      write<WriteOutcome>(() => {
        const id = String(resource["id"]);
        if (find(tenant, type, id) !== undefined) return { kind: "duplicate", path: "id" };
        database.prepare(parts.insert).run({ tenant, type: type.name, id, ...columnsOf(resource) });
        const sequence = Number(rowsOf("SELECT last_insert_rowid() AS sequence")[0]?.["sequence"]);
        const path = claimKeys(tenant, type, resource, sequence);
        if (path !== undefined) return { kind: "duplicate", path };
        addMembers(sequence, resource["members"]);
        return { kind: "stored", resource };
      }),
    replace: (tenant, type, resource, expected) =>
      write<WriteOutcome>(() => {
        const row = find(tenant, type, resource["id"]);
        if (row === undefined) return { kind: "missing" };
        const sequence = Number(row["sequence"]);
        const merged = parts.merge(toResource(row), resource);
        const changed = database.prepare(parts.replace).run({ ...columnsOf(merged), sequence, expected });
        if (Number(changed.changes) === 0) return { kind: "stale" };
        const path = claimKeys(tenant, type, resource, sequence);
        if (path !== undefined) return { kind: "duplicate", path };
        run(parts.dropMembers, sequence);
        addMembers(sequence, resource["members"]);
        return { kind: "stored", resource };
      }),
    delete(tenant, type, id, expected) {
      const row = find(tenant, type, id);
      if (row === undefined) return "missing";
      const version = expected ?? null;
      return run(parts.remove, Number(row["sequence"]), version, version) === 0 ? "stale" : "deleted";
    },
    changeMembers: (tenant, type, id, { add, remove, meta }, expected) =>
      write<MembersOutcome>(() => {
        const row = find(tenant, type, id);
        if (row === undefined) return { kind: "missing" };
        if (row["version"] !== expected) return { kind: "stale" };
        const sequence = Number(row["sequence"]);
        const removed = remove.reduce((changes, value) => changes + run(parts.removeMember, sequence, value), 0);
        if (removed + addMembers(sequence, add) === 0) return { kind: "unchanged" };
        const resource = { ...toResource(row), meta };
        database.prepare(parts.replace).run({ ...columnsOf(resource), sequence, expected });
        return { kind: "stored", resource };
      }),
    groupsOf: (tenant, type, members) =>
      new Map(members.map((value) => [value, rowsOf(parts.groupsOf, tenant, type.name, value).map(toResource)])),
    [Symbol.dispose]: () => database.close(),
  };
}

const COLUMNS: ReadonlyMap<string, string> = new Map([
  ["id", "id"],
  ["username", "user_name"],
  ["displayname", "display_name"],
  ["externalid", "external_id"],
  ["active", "active"],
]);

/** A value as a column keeps and compares it; groups and users compare a displayName alike. */
function foldOf(name: string, value: string, parts: typeof PARTS): string {
  const attribute = UserType.tree.attributes.get(name.toLowerCase());
  return attribute?.caseExact === true ? value : parts.fold(value, attribute);
}

/** The condition of a filter; undefined for one that SQL cannot decide. */
function translate(filter: Filter, parts: typeof PARTS): Sql | undefined {
  const join = (operands: readonly (Sql | undefined)[], word: string): Sql | undefined => {
    const known = operands.filter((operand) => operand !== undefined);
    if (known.length < operands.length) return undefined;
    return {
      text: known.map(({ text }) => `(${text})`).join(` ${word} `),
      values: known.flatMap(({ values }) => values),
    };
  };
  return visitFilter<Sql | undefined>(filter, {
    compare: (node) => comparison(node, parts),
    present: ({ path }) => {
      const found = path.schema === undefined ? COLUMNS.get(path.name.toLowerCase()) : undefined;
      return found === undefined ? undefined : { text: `${found} IS NOT NULL`, values: [] };
    },
    and: ({ operands }, visit) => join(operands.map(visit), "AND"),
    or: ({ operands }, visit) => join(operands.map(visit), "OR"),
    not: ({ operand }, visit) => {
      const inner = visit(operand);
      return inner === undefined ? undefined : { text: parts.not(inner.text), values: inner.values };
    },
    valuePath: () => undefined,
  });
}

function comparison(
  { path, operator, value }: Extract<Filter, { readonly kind: "compare" }>,
  parts: typeof PARTS,
): Sql | undefined {
  if (path.schema !== undefined || value === null) return undefined;
  const name = path.name.toLowerCase();
  if (name === "members" && path.subAttribute?.toLowerCase() === "value" && operator === "eq") {
    return { text: parts.memberCondition, values: [String(value)] };
  }
  const column = path.subAttribute === undefined ? COLUMNS.get(name) : undefined;
  if (column === undefined) return undefined;
  const text = foldOf(name, String(value), parts);
  const compared = typeof value === "boolean" ? Number(value) : typeof value === "string" ? text : value;
  const leaf = ({ text: condition, values }: Sql): Sql => ({ text: parts.leaf(condition), values });
  switch (operator) {
    case "eq":
      return leaf({ text: parts.equals(column), values: [compared] });
    case "ne":
      return leaf({ text: parts.differs(column), values: [compared] });
    case "co":
      return leaf(parts.contains(column, text));
    case "sw":
      return leaf(parts.startsWith(column, text));
    default:
      return undefined;
  }
}

function versionOf({ meta }: JsonObject): string {
  return String(Reflect.get(Object(meta), "version"));
}
