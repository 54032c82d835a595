/** The store contract, and a comparison with `MemoryStore`, on a PostgreSQL server through `pg`. */
import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migrate, postgresStore } from "../../../src/postgres/index.ts";
import { storeContract } from "../../../src/testing/index.ts";
import { compareWithMemory } from "../../sql/differential/differential.ts";
import { SEARCHABLE } from "../../sql/differential/resources.ts";
import { dropSchema, hasPostgres, openPool, POSTGRES_URL, schemaName } from "../../support/postgres-server.ts";
import { serve } from "../../support/processes.ts";

const CASES = storeContract().map((each) => [each.name, each] as const);

describe.skipIf(!(await hasPostgres()))(
  "a store on a PostgreSQL server (with one on port 5432, or POSTGRES_URL)",
  () => {
    let pool: Pool;
    let schema: string;
    beforeAll(() => {
      pool = openPool();
    });
    beforeEach(async () => {
      schema = schemaName();
      await migrate(pool, { schema });
    });
    afterEach(() => dropSchema(pool, schema));
    afterAll(() => pool.end());

    it.each(CASES)("%s", async (_, { run }) => {
      await run(postgresStore({ pool, schema }));
    });

    it.each([1, 2, 3])("answers random operations and queries as MemoryStore does, with the seed %i", async (seed) => {
      const store = postgresStore({ pool, schema, searchable: seed === 3 ? [] : SEARCHABLE });
      await expect(compareWithMemory(store, { seed, operations: 1_500, queries: 400 })).resolves.toBeUndefined();
    });

    it("keeps users for the command line", async () => {
      const url = new URL(POSTGRES_URL);
      // The command uses the schema "scim".
      const database = schemaName();
      await pool.query(`CREATE DATABASE ${database}`);
      url.pathname = database;
      const headers = { authorization: "Bearer t0ken", "content-type": "application/scim+json" };
      for (const [status, total] of [
        [201, 1],
        [409, 1],
      ]) {
        const server = await serve("t0ken", "--profile", "full", "--store", url.href);
        const body = JSON.stringify({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "ada" });
        expect((await fetch(`${server.url}/Users`, { method: "POST", headers, body })).status).toBe(status);
        const list = await (await fetch(`${server.url}/Users`, { headers })).json();
        expect(list).toMatchObject({ totalResults: total });
        await server.stop();
      }
      await pool.query(`DROP DATABASE ${database} WITH (FORCE)`);
    });

    it("leaves no setting and no statement in a connection, for poolers that lend it by transaction", async () => {
      const single = openPool({ max: 1 });
      const settings = async (): Promise<unknown> =>
        (await single.query("SELECT name, setting FROM pg_settings ORDER BY name")).rows;
      const before = await settings();
      await compareWithMemory(postgresStore({ pool: single, schema }), { seed: 4, operations: 50, queries: 20 });
      expect(await settings()).toEqual(before);
      const { rows } = await single.query(
        "SELECT (SELECT count(*) FROM pg_prepared_statements) + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS left",
      );
      expect(rows).toEqual([{ left: "0" }]);
      await single.end();
    });
  },
);
