/** Opens the store that a command is given. */
import { ProvisioningError } from "../../errors.ts";
import { migrate, postgresStore } from "../../postgres/index.ts";
import { MemoryStore, type Store } from "../../server/index.ts";
import { openSqliteStore } from "../../sqlite/index.ts";
import type { Io } from "../process/io.ts";
import { resolvePath } from "./read-file.ts";

/** A store and how to close it. */
export interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** Milliseconds until a connection to PostgreSQL has failed. */
const CONNECT_TIMEOUT = 5_000;

/**
 * Opens a store.
 *
 * @param location - a SQLite file, which is created where there is none, or the `postgres://` URL of a database, in
 *   which the tables are created; undefined for a store in memory.
 * @throws ProvisioningError `invalid_state` for a file that cannot be used, and without the package `pg`.
 * @throws ScimError 503 for a database that cannot be reached.
 */
export async function openStore(io: Io, location: string | undefined): Promise<OpenStore> {
  if (location === undefined) return { store: new MemoryStore(), close: () => Promise.resolve() };
  const logger = { warn: (_fields: object, message: string) => io.stderr.write(`${message}\n`) };
  if (/^postgres(?:ql)?:\/\//.test(location)) {
    const { Pool } = await importPg();
    const pool = new Pool({ connectionString: location, connectionTimeoutMillis: CONNECT_TIMEOUT });
    try {
      await migrate(pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
    return { store: postgresStore({ pool, logger }), close: () => pool.end() };
  }
  const store = openSqliteStore(resolvePath(io, location), { logger });
  return { store, close: () => store.close() };
}

/** The package `pg`, which those install who need it. */
async function importPg(): Promise<typeof import("pg")> {
  try {
    return await import("pg");
  } catch (cause) {
    throw new ProvisioningError(
      "invalid_state",
      'A store in PostgreSQL needs the package "pg", which is not installed; run "npm install pg"',
      { cause },
    );
  }
}
