/** Opens the store that a command is given. */
import { MemoryStore, type Store } from "../../server/index.ts";
import { openSqliteStore } from "../../sqlite/index.ts";
import type { Io } from "../process/io.ts";
import { resolvePath } from "./read-file.ts";

/** A store and how to close it. */
export interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

/**
 * Opens a store.
 *
 * @param location - a SQLite file, which is created where there is none; undefined for a store in memory.
 * @throws ProvisioningError `invalid_state` for a file that cannot be used.
 */
export function openStore(io: Io, location: string | undefined): OpenStore {
  if (location === undefined) return { store: new MemoryStore(), close: () => Promise.resolve() };
  const store = openSqliteStore(resolvePath(io, location), {
    logger: { warn: (_fields, message) => io.stderr.write(`${message}\n`) },
  });
  return { store, close: () => store.close() };
}
