/**
 * A store over SQLite, in full: what a store of your own has to do, in two tables. Users and groups are kept as JSON,
 * and the values of unique attributes and of those that clients look up in a table of their own, where an index keeps
 * them unique.
 *
 * In an app of your own the imports read "proxyclick-scim/server", "proxyclick-scim/filter" and
 * "proxyclick-scim/models". Strings are compared by the keys of `comparisonKey`, because SQL knows
 * neither the case nor the forms of characters beyond ASCII.
 *
 *     SCIM_TOKEN=secret node examples/sqlite-store.ts users.db
 */
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { compileFilter, type Filter } from "../src/filter/index.ts";
import type { JsonObject, ResourceType } from "../src/models/index.ts";
import { toNodeListener } from "../src/node/index.ts";
import {
  bearerToken,
  comparisonKey,
  createScimHandler,
  type DeleteOutcome,
  fullProfile,
  type Store,
  type StorePage,
  type StoreQuery,
  sortResources,
  uniquePaths,
  type WriteOutcome,
} from "../src/server/index.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS resources (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (tenant, type, id)
  );
  CREATE TABLE IF NOT EXISTS keys (
    sequence INTEGER NOT NULL REFERENCES resources (sequence) ON DELETE CASCADE,
    tenant TEXT NOT NULL, type TEXT NOT NULL, path TEXT NOT NULL, value TEXT NOT NULL, is_unique INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS unique_keys ON keys (tenant, type, path, value) WHERE is_unique = 1;
  CREATE INDEX IF NOT EXISTS lookup_keys ON keys (tenant, type, path, value);
  CREATE INDEX IF NOT EXISTS keys_of_resource ON keys (sequence);
`;

/** Attributes besides the unique ones on which `eq` is looked up. */
const LOOKED_UP = ["externalId", "displayName"];

/** A store that can be closed. */
export interface SqliteStore extends Store, Disposable {}

/** Opens a store in a file, or in memory under the name `:memory:`. */
export function openSqliteStore(file: string): SqliteStore {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
  database.exec(SCHEMA);
  const one = database.prepare(
    "SELECT sequence, version, body FROM resources WHERE tenant = ? AND type = ? AND id = ?",
  );
  const add = database.prepare("INSERT INTO resources (tenant, type, id, version, body) VALUES (?, ?, ?, ?, ?)");
  const change = database.prepare("UPDATE resources SET version = ?, body = ? WHERE sequence = ? AND version = ?");
  const remove = database.prepare("DELETE FROM resources WHERE sequence = ?");
  const addKey = database.prepare("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)");
  const dropKeys = database.prepare("DELETE FROM keys WHERE sequence = ?");
  const taken = database.prepare(
    "SELECT 1 FROM keys WHERE tenant = ? AND type = ? AND path = ? AND value = ? AND is_unique = 1 AND sequence <> ?",
  );
  const count = database.prepare("SELECT count(*) AS total FROM resources WHERE tenant = ? AND type = ?");
  const some = database.prepare(
    "SELECT body FROM resources WHERE tenant = ? AND type = ? ORDER BY sequence LIMIT ? OFFSET ?",
  );
  const byKey = database.prepare(
    `SELECT body FROM resources WHERE sequence IN (SELECT sequence FROM keys WHERE tenant = ? AND type = ? AND path = ? AND value = ?)
     ORDER BY sequence`,
  );

  /**
   * Runs a write as a whole or not at all. node:sqlite answers at once, so nothing of this process comes between; other
   * processes wait.
   */
  function transaction<Outcome>(write: () => Outcome): Outcome {
    database.exec("BEGIN IMMEDIATE");
    try {
      const outcome = write();
      database.exec("COMMIT");
      return outcome;
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }

  function takenPath(tenant: string, type: ResourceType, resource: JsonObject, own: number): string | undefined {
    return keysOf(type, resource).find(
      ({ path, value, isUnique }) => isUnique && taken.get(tenant, type.name, path, value, own) !== undefined,
    )?.path;
  }

  function addKeys(tenant: string, type: ResourceType, resource: JsonObject, sequence: number): void {
    for (const { path, value, isUnique } of keysOf(type, resource)) {
      addKey.run(sequence, tenant, type.name, path, value, Number(isUnique));
    }
  }

  function candidates(tenant: string, type: ResourceType, filter: Filter | undefined): readonly JsonObject[] {
    const key = filter === undefined ? undefined : lookUpKey(filter, type);
    const rows =
      key === undefined ? some.all(tenant, type.name, -1, 0) : byKey.all(tenant, type.name, key.path, key.value);
    return rows.map(({ body }) => parse(body));
  }

  function query(tenant: string, type: ResourceType, wanted: StoreQuery): StorePage {
    const { filter, sort, startIndex, count: size } = wanted;
    if (filter === undefined && sort === undefined) {
      const rows = some.all(tenant, type.name, size, startIndex - 1);
      return { total: Number(count.get(tenant, type.name)?.["total"]), resources: rows.map(({ body }) => parse(body)) };
    }
    const all = candidates(tenant, type, filter);
    const found = filter === undefined ? all : all.filter(compileFilter(filter, type));
    const ordered = sort === undefined ? found : sortResources(found, sort);
    return { total: found.length, resources: ordered.slice(startIndex - 1, startIndex - 1 + size) };
  }

  function insert(tenant: string, type: ResourceType, resource: JsonObject): WriteOutcome {
    const id = String(resource["id"]);
    if (one.get(tenant, type.name, id) !== undefined) return { kind: "duplicate", path: "id" };
    const path = takenPath(tenant, type, resource, -1);
    if (path !== undefined) return { kind: "duplicate", path };
    const { lastInsertRowid } = add.run(tenant, type.name, id, versionOf(resource), JSON.stringify(resource));
    addKeys(tenant, type, resource, Number(lastInsertRowid));
    return { kind: "stored", resource };
  }

  function replace(tenant: string, type: ResourceType, resource: JsonObject, expected: string): WriteOutcome {
    const row = one.get(tenant, type.name, String(resource["id"]));
    if (row === undefined) return { kind: "missing" };
    const sequence = Number(row["sequence"]);
    const path = row["version"] === expected ? takenPath(tenant, type, resource, sequence) : undefined;
    if (path !== undefined) return { kind: "duplicate", path };
    const { changes } = change.run(versionOf(resource), JSON.stringify(resource), sequence, expected);
    if (Number(changes) === 0) return { kind: "stale" };
    dropKeys.run(sequence);
    addKeys(tenant, type, resource, sequence);
    return { kind: "stored", resource };
  }

  function erase(tenant: string, type: ResourceType, id: string, expected: string | undefined): DeleteOutcome {
    const row = one.get(tenant, type.name, id);
    if (row === undefined) return "missing";
    if (expected !== undefined && row["version"] !== expected) return "stale";
    remove.run(Number(row["sequence"]));
    return "deleted";
  }

  return {
    get(tenant, type, id) {
      const row = one.get(tenant, type.name, id);
      return row === undefined ? undefined : parse(row["body"]);
    },
    query,
    insert: (tenant, type, resource) => transaction(() => insert(tenant, type, withoutSecrets(resource, type))),
    replace: (tenant, type, resource, expected) =>
      transaction(() => replace(tenant, type, withoutSecrets(resource, type), expected)),
    delete: (tenant, type, id, expected) => transaction(() => erase(tenant, type, id, expected)),
    [Symbol.dispose]: () => database.close(),
  };
}

function parse(body: unknown): JsonObject {
  return JSON.parse(String(body));
}

function versionOf({ meta }: JsonObject): string {
  return String(Reflect.get(Object(meta), "version"));
}

/** A password that is not hashed is not kept. */
function withoutSecrets(resource: JsonObject, { tree }: ResourceType): JsonObject {
  const secrets = new Set(
    [...tree.attributes.values()].filter(({ returned }) => returned === "never").map(({ name }) => name),
  );
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !secrets.has(name)));
}

interface Key {
  readonly path: string;
  readonly value: string;
  readonly isUnique: boolean;
}

function keysOf(type: ResourceType, resource: JsonObject): readonly Key[] {
  const unique = uniquePaths(type);
  return [
    ...unique.flatMap(({ path, keysOf: keys }) => keys(resource).map((value) => ({ path, value, isUnique: true }))),
    ...LOOKED_UP.flatMap((name) => {
      const attribute = type.tree.attributes.get(name.toLowerCase());
      const value = resource[name];
      if (attribute === undefined || typeof value !== "string" || unique.some(({ path }) => path === name)) return [];
      return [{ path: name, value: comparisonKey(value, attribute), isUnique: false }];
    }),
  ];
}

/** A key that every match of a filter has, for `userName eq "…"` and for such a comparison in an `and`. */
function lookUpKey(filter: Filter, type: ResourceType): Omit<Key, "isUnique"> | undefined {
  if (filter.kind === "and") {
    return filter.operands.map((operand) => lookUpKey(operand, type)).find((key) => key !== undefined);
  }
  if (filter.kind !== "compare" || filter.operator !== "eq" || typeof filter.value !== "string") return undefined;
  const { schema, name, subAttribute } = filter.path;
  const attribute = type.tree.attributes.get(name.toLowerCase());
  if (attribute === undefined || schema !== undefined || subAttribute !== undefined) return undefined;
  // A resource with nothing but the value has the key of the value.
  return keysOf(type, { [attribute.name]: filter.value })[0];
}

if (import.meta.main) {
  const handler = createScimHandler({
    basePath: "/scim/v2",
    profile: fullProfile(),
    store: openSqliteStore(process.argv[2] ?? "users.db"),
    authenticate: bearerToken(process.env["SCIM_TOKEN"]),
  });
  createServer(toNodeListener(handler)).listen(8080);
}
