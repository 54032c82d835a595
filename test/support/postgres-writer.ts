/**
 * A process that writes to a schema in PostgreSQL: creates the tables, inserts users whose names other processes insert
 * as well, then counts on one of them. Prints how many of its inserts were stored. With `dies`, it ends like a process
 * that is killed when it would commit its first insert.
 */
import type { PoolClient } from "pg";
import { migrate, type PostgresPool, postgresStore } from "../../src/postgres/index.ts";
import { openPool } from "./postgres-server.ts";
import { writeAndCount } from "./write-and-count.ts";

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
const stored = await writeAndCount(store, name, Number(rounds));
await connections.end();
process.stdout.write(String(stored));
