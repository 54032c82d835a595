/** How many statements a request takes, whatever the size of groups and lists. */
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { GroupType, type JsonObject, UserType } from "../../../src/models/index.ts";
import { bearerToken, createScimHandler, DEFAULT_TENANT, fullProfile } from "../../../src/server/index.ts";
import type { SqlDatabase } from "../../../src/sql/connection.ts";
import { migrateDatabase } from "../../../src/sql/migrate.ts";
import { SqlStore } from "../../../src/sql/sql-store.ts";
import { SqliteDatabase } from "../../../src/sqlite/store/sqlite-database.ts";

/** A service whose statements are noted. */
async function observedService() {
  const database = new SqliteDatabase(new DatabaseSync(":memory:"), ":memory:");
  await migrateDatabase(database);
  const statements: string[] = [];
  const observed: SqlDatabase = {
    dialect: database.dialect,
    query(sql, values) {
      statements.push(sql);
      return database.query(sql, values);
    },
    transaction: (run) =>
      database.transaction((connection) =>
        run({
          query(sql, values) {
            statements.push(sql);
            return connection.query(sql, values);
          },
        }),
      ),
  };
  const store = new SqlStore(observed);
  const handler = createScimHandler({
    basePath: "/scim",
    profile: fullProfile(),
    store,
    authenticate: bearerToken("x"),
  });
  return {
    insert: (type: typeof UserType | typeof GroupType, resource: JsonObject) =>
      store.insert(DEFAULT_TENANT, type, { schemas: [type.schema], ...resource, meta: { version: 'W/"1"' } }),
    /** Sends a request; the statements that it took. */
    async send(method: string, path: string, body?: object): Promise<readonly string[]> {
      const from = statements.length;
      const headers = { authorization: "Bearer x", "content-type": "application/scim+json" };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const response = await handler(new Request(`https://scim.example/scim${path}`, init));
      expect(response.ok, await response.text()).toBe(true);
      return statements.slice(from);
    },
  };
}

/** A user in some groups, each with as many other members. */
async function populated(groups: number, members: number) {
  const service = await observedService();
  await service.insert(UserType, { id: "ada", userName: "ada" });
  await service.insert(UserType, { id: "bob", userName: "bob" });
  for (let index = 0; index < groups; index += 1) {
    const others = Array.from({ length: members }, (_, member) => ({ value: `${index}-${member}` }));
    const all = [{ value: "ada", type: "User" }, ...others];
    await service.insert(GroupType, { id: `group-${index}`, displayName: `Group ${index}`, members: all });
  }
  return service;
}

const rename = { Operations: [{ op: "replace", path: "displayName", value: "Countess" }] };
const addBob = { Operations: [{ op: "add", path: "members", value: [{ value: "bob" }] }] };

it.each([
  ["renaming a user in many groups", "PATCH", "/Users/ada", rename],
  ["deleting a user in many groups", "DELETE", "/Users/ada", undefined],
  ["adding a member to a large group", "PATCH", "/Groups/group-0", addBob],
  ["listing groups", "GET", "/Groups?count=2", undefined],
  ["reading a user", "GET", "/Users/ada", undefined],
])("%s takes as many statements as in a small service", async (_, method, path, body) => {
  const [small, large] = [await populated(3, 3), await populated(30, 30)];
  await Promise.all([small.send("GET", "/Users/ada"), large.send("GET", "/Users/ada")]);
  const expected = await small.send(method, path, body);
  expect(await large.send(method, path, body)).toHaveLength(expected.length);
});

it("excludedAttributes=members reads no members", async () => {
  const service = await populated(3, 3);
  const read = await service.send("GET", "/Groups?excludedAttributes=members");
  expect(read.filter((sql) => /\bmember\b/.test(sql))).toEqual([]);
  const one = await service.send("GET", "/Groups/group-0?excludedAttributes=members");
  expect(one.filter((sql) => /\bmember\b/.test(sql))).toEqual([]);
});
