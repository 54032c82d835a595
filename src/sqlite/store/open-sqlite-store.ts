/** A store in a SQLite file. */
import type { Store } from "../../server/store/store.ts";
import { SqlStore, type SqlStoreOptions } from "../../sql/sql-store.ts";
import { openStoreDatabase } from "./open-store-database.ts";
import { SqliteDatabase } from "./sqlite-database.ts";

/** A store in a SQLite file. */
export interface SqliteStore extends Store {
  /** Closes the file, after the writes that were requested; later calls fail. */
  close(): Promise<void>;
}

/**
 * Opens a store in a SQLite file, and creates the file where there is none. Several processes may open it at once.
 *
 * The unique attributes, `userName`, `externalId`, `emails.value`, `displayName`, the parts of `name`, `active` and
 * `meta.lastModified` are searchable: filters and sorted lists on them are answered from an index. A query on other
 * attributes reads the resources that its other conditions leave, 20,000 at most; beyond that it is refused with 400
 * `tooMany`, and the logger gets the attributes to declare.
 *
 * @param path - the file; `":memory:"` for a store that ends with the process. Keep it on a local disk.
 * @param options - `searchable`: paths of further searchable attributes, such as `title` or, in an extension, its URN,
 *   a colon and the name. Opening a file with more of them than before adds the entries of all its resources once.
 *   `logger`: gets warnings about refused queries.
 * @throws ProvisioningError `invalid_state` for a file that cannot be opened, belongs to another program, or was
 *   written by a newer version of this package.
 * @example
 * ```ts
 * import { bearerToken, createScimHandler, fullProfile } from "proxyclick-scim/server";
 * import { openSqliteStore } from "proxyclick-scim/sqlite";
 *
 * const store = openSqliteStore(":memory:", { searchable: ["title"] });
 * const handler = createScimHandler({
 *   basePath: "/scim/v2",
 *   profile: fullProfile(),
 *   store,
 *   authenticate: bearerToken("secret"),
 * });
 * ```
 */
export function openSqliteStore(path: string, options: SqlStoreOptions = {}): SqliteStore {
  return new FileStore(new SqliteDatabase(openStoreDatabase(path), path), options);
}

class FileStore extends SqlStore implements SqliteStore {
  readonly #file: SqliteDatabase;

  constructor(file: SqliteDatabase, options: SqlStoreOptions) {
    super(file, options);
    this.#file = file;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
