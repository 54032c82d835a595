/**
 * A process that writes to a schema in PostgreSQL: creates the tables, inserts users whose names other processes insert
 * as well, then counts on one of them. Prints how many of its inserts were stored. With `dies`, it ends like a process
 * that is killed when it would commit its first insert.
 */
import type { PoolClient } from "pg";
import { UserType } from "../../src/models/index.ts";
import { migrate, type PostgresPool, postgresStore } from "../../src/postgres/index.ts";
import { openPool } from "./postgres-server.ts";

const [, , schema = "", name = "", rounds = "0", dies] = process.argv;
const connections = openPool({ max: 2 });

/** Dies where a transaction that has inserted a user is committed. */
function deadly(): PostgresPool {
  const wrap = (client: PoolClient) => {
    let hasInserted = false;
    return {
      query(sql: string, values: unknown[]) {
        hasInserted ||= sql.includes("INSERT INTO") && sql.includes('"resource_key"');
        if (hasInserted && sql === "COMMIT") process.kill(process.pid, "SIGKILL");
        return client.query(sql, values);
      },
      release: (error?: boolean) => client.release(error),
    };
  };
  return {
    query: (sql, values) => connections.query(sql, values),
    connect: async () => wrap(await connections.connect()),
  };
}

const pool = dies === "dies" ? deadly() : connections;
await migrate(pool, { schema });
const store = postgresStore({ pool, schema });
const context = { signal: AbortSignal.timeout(60_000) };
const meta = { version: 'W/"1"' };

let stored = 0;
for (let index = 0; index < Number(rounds); index += 1) {
  const user = { id: `${name}-${index}`, userName: `user-${index}`, displayName: "0", meta };
  const outcome = await store.insert("contoso", UserType, user, context);
  if (outcome.kind === "stored") stored += 1;
}

const counter = { id: "counter", userName: "counter", displayName: "0", meta };
await store.insert("contoso", UserType, counter, context);
for (let counted = 0; counted < Number(rounds); ) {
  const before = await store.get("contoso", UserType, "counter", context);
  const version = String(Reflect.get(Object(before?.["meta"]), "version"));
  const next = Number(before?.["displayName"]) + 1;
  const after = { ...before, displayName: String(next), meta: { version: `W/"${next + 1}"` } };
  const outcome = await store.replace("contoso", UserType, after, version, context);
  if (outcome.kind === "stored") counted += 1;
}
await connections.end();
process.stdout.write(String(stored));
