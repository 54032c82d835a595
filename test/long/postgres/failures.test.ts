/** Processes, connections and statements that end at a bad moment, on a PostgreSQL server. */
import { resolve } from "node:path";
import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isScimError } from "../../../src/errors.ts";
import { UserType } from "../../../src/models/index.ts";
import { migrate, type PostgresPool, postgresStore } from "../../../src/postgres/index.ts";
import { PostgresDatabase } from "../../../src/postgres/postgres-database.ts";
import { bearerToken, createScimHandler, fullProfile, type Store } from "../../../src/server/index.ts";
import { dropSchema, hasPostgres, openPool, schemaName } from "../../support/postgres-server.ts";
import { start } from "../../support/processes.ts";

const WRITER = resolve(import.meta.dirname, "../../support/postgres-writer.ts");
const ROUNDS = 40;

let pool: Pool;
let schema: string;
beforeEach(() => {
  pool = openPool();
  schema = schemaName();
});
afterEach(async () => {
  await dropSchema(pool, schema);
  await pool.end();
});

const context = (signal = AbortSignal.timeout(60_000)) => ({ signal });

/** A pool that does something before a statement of a client. */
function before(sql: string, act: (pid: number) => Promise<void>): PostgresPool {
  return {
    query: (text, values) => pool.query(text, values),
    async connect() {
      const client = await pool.connect();
      const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
      return {
        async query(text, values) {
          if (text === sql) await act(Number(rows[0]?.pid));
          return await client.query(text, values);
        },
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
        release: (error) => client.release(error),
      };
    },
  };
}

async function terminate(pid: number): Promise<void> {
  await pool.query("SELECT pg_terminate_backend($1)", [pid]);
}

function user(id: string, userName = id) {
  return { id, userName, displayName: "0", meta: { version: 'W/"1"' } };
}

/** Adds 1 to the counter. */
async function countOnce(store: Store): Promise<"stored" | "stale" | "uncertain" | "refused"> {
  try {
    const found = await store.get("contoso", UserType, "counter", context());
    const next = Number(found?.["displayName"]) + 1;
    const version = String(Reflect.get(Object(found?.["meta"]), "version"));
    const after = { ...found, displayName: String(next), meta: { version: `W/"${next + 1}"` } };
    const outcome = await store.replace("contoso", UserType, after, version, context());
    return outcome.kind === "stored" ? "stored" : "stale";
  } catch (error) {
    if (!isScimError(error) || ![503, 504].includes(error.status)) throw error;
    return error.status === 504 ? "uncertain" : "refused";
  }
}

async function exists(store: Store, id: string): Promise<boolean> {
  return (await store.get("contoso", UserType, id, context())) !== undefined;
}

function handlerOver(store: Store) {
  const authenticate = bearerToken("secret");
  return createScimHandler({ basePath: "", profile: fullProfile(), store, authenticate });
}

function post(store: Store, userName: string): Promise<Response> {
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
  return handlerOver(store)(
    new Request("http://scim.test/Users", {
      method: "POST",
      headers: { authorization: "Bearer secret", "content-type": "application/scim+json" },
      body: JSON.stringify({ schemas, userName }),
    }),
  );
}

describe.skipIf(!(await hasPostgres()))("with a PostgreSQL server (on port 5432, or POSTGRES_URL)", () => {
  it("several processes create the tables at once, store each name once, and lose no change", async () => {
    const writers = ["a", "b", "c"].map((name) => start([schema, name, String(ROUNDS)], undefined, WRITER));
    const ended = await Promise.all(writers.map(({ finished }) => finished));
    expect(ended.map(({ status, stderr }) => [status, stderr])).toEqual(writers.map(() => [0, ""]));
    expect(ended.reduce((sum, { stdout }) => sum + Number(stdout), 0)).toBe(ROUNDS);
    const store = postgresStore({ pool, schema });
    const counter = await store.get("contoso", UserType, "counter", context());
    expect(counter?.["displayName"]).toBe(String(ROUNDS * ended.length));
    const { total } = await store.query("contoso", UserType, { startIndex: 1, count: 0 }, context());
    expect(total).toBe(ROUNDS + 1);
  });

  it("a process that is killed between a statement and the commit leaves nothing, and holds no name", async () => {
    await migrate(pool, { schema });
    const { status } = await start([schema, "a", "1", "dies"], undefined, WRITER).finished;
    expect(status).toBeNull();
    const store = postgresStore({ pool, schema });
    expect(await exists(store, "a-0")).toBe(false);
    expect(await store.insert("contoso", UserType, user("b", "user-0"), context())).toMatchObject({ kind: "stored" });
    const { total } = await store.query("contoso", UserType, { startIndex: 1, count: 0 }, context());
    expect(total).toBe(1);
  });

  it("connections that are terminated again and again lose no acknowledged write and repeat none", async () => {
    await migrate(pool, { schema });
    const victims = openPool({ max: 6, application_name: schema });
    const store = postgresStore({ pool: victims, schema });
    await store.insert("contoso", UserType, user("counter"), context());
    let [counted, uncertain] = [0, 0];
    const terminateAny = () =>
      pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 ORDER BY random() LIMIT 1",
        [schema],
      );
    // Most attempts of a store are left alone, so that some changes succeed.
    const count = async (): Promise<void> => {
      for (let round = 0; round < 30; round += 1) {
        const disturbing = round % 3 === 0 ? terminateAny() : undefined;
        const outcome = await countOnce(store);
        if (outcome === "stored") counted += 1;
        if (outcome === "uncertain") uncertain += 1;
        await disturbing;
      }
    };
    await Promise.all(Array.from({ length: 6 }, count));
    const final = Number(
      (await postgresStore({ pool, schema }).get("contoso", UserType, "counter", context()))?.["displayName"],
    );
    expect(counted).toBeGreaterThan(0);
    expect(final).toBeGreaterThanOrEqual(counted);
    expect(final).toBeLessThanOrEqual(counted + uncertain);
    await victims.end();
  });

  it("a connection that is lost before the commit is replaced, and nobody notices", async () => {
    await migrate(pool, { schema });
    let losses = 0;
    const store = postgresStore({
      pool: before("COMMIT", async () => undefined),
      schema,
    });
    await store.get("contoso", UserType, "warm-up", context());
    const lossy = new PostgresDatabase(pool, schema);
    const result = await lossy.transaction(async ({ query }) => {
      const [row] = await query("SELECT pg_backend_pid() AS pid", []);
      losses += 1;
      if (losses === 1) await terminate(Number(row?.["pid"]));
      return await query("SELECT 1 AS one", []);
    });
    expect([result, losses]).toEqual([[{ one: 1 }], 2]);
  });

  it("a connection that is lost during the commit leads to 504, because the outcome is unknown", async () => {
    await migrate(pool, { schema });
    let isLost = false;
    const store = postgresStore({
      pool: before("COMMIT", async (pid) => {
        if (isLost) await terminate(pid);
      }),
      schema,
    });
    expect((await post(store, "ada")).status).toBe(201);
    isLost = true;
    const response = await post(store, "bob");
    expect(response.status).toBe(504);
    expect(response.headers.has("retry-after")).toBe(false);
  });

  it("deadlocks are resolved by repeating one of the transactions", async () => {
    await migrate(pool, { schema });
    const database = new PostgresDatabase(pool, schema);
    await pool.query(
      `CREATE TABLE ${schema}.pair (id int PRIMARY KEY, n int); INSERT INTO ${schema}.pair VALUES (1, 0), (2, 0)`,
    );
    const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;
    const add = (first: number, second: number) =>
      database.transaction(async ({ query }) => {
        runs += 1;
        await query(`UPDATE ${schema}.pair SET n = n + 1 WHERE id = $1::int`, [first]);
        met[first - 1]?.resolve();
        await Promise.all(met.map(({ promise }) => promise));
        await query(`UPDATE ${schema}.pair SET n = n + 1 WHERE id = $1::int`, [second]);
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    expect(runs).toBe(3);
    expect((await pool.query(`SELECT n FROM ${schema}.pair`)).rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it("an exhausted pool leads to 503 with Retry-After", async () => {
    await migrate(pool, { schema });
    const single = openPool({ max: 1, connectionTimeoutMillis: 200 });
    const store = postgresStore({ pool: single, schema });
    expect((await post(store, "ada")).status).toBe(201);
    const held = await single.connect();
    const response = await post(store, "bob");
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    held.release();
    expect((await post(store, "bob")).status).toBe(201);
    await single.end();
  });

  it("a server that cannot be reached leads to 503 with Retry-After", async () => {
    const unreachable = openPool({ connectionString: "postgres://postgres@127.0.0.1:1/test" });
    const response = await post(postgresStore({ pool: unreachable, schema }), "ada");
    expect(response.status).toBe(503);
    expect(response.headers.has("retry-after")).toBe(true);
    await unreachable.end();
  });

  it("an abort signal cancels the statement on the server, and the connection stays usable", async () => {
    const gone = new AbortController();
    const database = new PostgresDatabase(pool, schema);
    const sleeping = database.query("SELECT pg_sleep(200), $1::text AS name", [schema], gone.signal);
    const running = async (): Promise<number> => {
      const sql = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '/*%pg_sleep(200)%'";
      return (await pool.query(sql)).rows.length;
    };
    await expect.poll(running, { timeout: 20_000 }).toBe(1);
    gone.abort(new Error("gone"));
    await expect(sleeping).rejects.toThrow("gone");
    expect(await running()).toBe(0);
    expect(await database.query("SELECT 1 AS one", [])).toEqual([{ one: 1 }]);
  });
});
