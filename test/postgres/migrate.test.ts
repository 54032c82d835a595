/** The tables: created once, under a valid name, and never by an older version of the package. */
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UserType } from "../../src/models/index.ts";
import { migrate, migrationSql, postgresStore } from "../../src/postgres/index.ts";

let pool: PGlite;
beforeAll(async () => {
  pool = await PGlite.create();
});
afterAll(async () => {
  await pool.close();
});

const refused = (message: RegExp) =>
  expect.objectContaining({ code: "invalid_state", message: expect.stringMatching(message) });
const context = () => ({ signal: new AbortController().signal });

async function tablesOf(schema: string): Promise<unknown> {
  const { rows } = await pool.query(
    "SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns WHERE table_schema = $1 ORDER BY 1, ordinal_position",
    [schema],
  );
  return rows;
}

it("are the same whether migrate creates them, any number of times at once, or an administrator by migrationSql", async () => {
  await Promise.all([migrate(pool, { schema: "one" }), migrate(pool, { schema: "one" }), migrate(pool)]);
  await migrate(pool, { schema: "one" });
  await pool.exec(migrationSql({ schema: "two" }));
  await migrate(pool, { schema: "two" });
  const expected = await tablesOf("one");
  expect(expected).toContainEqual(expect.objectContaining({ table_name: "resource", collation_name: "C" }));
  expect(await tablesOf("two")).toEqual(expected);
  expect(await tablesOf("scim")).toEqual(expected);
});

it("are up to date, or the store reports what to do", async () => {
  const store = postgresStore({ pool, schema: "missing" });
  await expect(store.get("t", UserType, "1", context())).rejects.toEqual(
    refused(/"missing" .*no tables .*migrate\(pool, \{ schema: "missing" \}\)/),
  );
  await migrate(pool, { schema: "missing" });
  expect(await store.get("t", UserType, "1", context())).toBeUndefined();
});

it("of a newer version are refused", async () => {
  await migrate(pool, { schema: "newer" });
  await pool.exec("INSERT INTO newer.migration (version, name) VALUES (1000, 'later')");
  await expect(migrate(pool, { schema: "newer" })).rejects.toEqual(refused(/version 1000/));
  const store = postgresStore({ pool, schema: "newer" });
  await expect(store.get("t", UserType, "1", context())).rejects.toEqual(refused(/version 1000/));
  expect(() => migrationSql({ from: 1000 })).toThrow(refused(/version 1000/));
  expect(migrationSql()).toContain('CREATE TABLE "scim"."resource" ');
  expect(migrationSql({ from: 1 })).not.toContain('CREATE TABLE "scim"."resource" ');
});

it.each(["", "Scim", "1st", 'a"b', "a b", "pg_scim", "a".repeat(64), "é"])(
  "schema name %j is refused",
  async (schema) => {
    await expect(migrate(pool, { schema })).rejects.toThrow(TypeError);
    expect(() => migrationSql({ schema })).toThrow(/schema name/);
    expect(() => postgresStore({ pool, schema })).toThrow(/schema name/);
  },
);

it("need a pool that can run transactions", () => {
  const pool = { query: async () => ({ rows: [] }) };
  // @ts-expect-error neither connect nor transaction
  expect(() => postgresStore({ pool })).toThrow(/neither connect\(\) nor transaction\(\)/);
});
