/** A store in a SQLite file. */
import type { Store } from "../../server/store/store.ts";
import { SqlStore, type SqlStoreOptions } from "../../sql/sql-store.ts";
import { openStoreDatabase } from "./open-store-database.ts";
import { SqliteDatabase } from "./sqlite-database.ts";

/** A store in a SQLite file. */
export interface SqliteStore extends Store {
  /** Waits for pending writes, then closes the file. Later calls fail. */
  close(): Promise<void>;
}

/**
 * A store of users and groups in a SQLite file, which is created if it does not exist. Several processes on one machine
 * may open it.
 *
 * Filters and sorted lists on searchable attributes use an index. Searchable by default are the unique attributes,
 * `userName`, `externalId`, `emails.value`, `displayName`, `name.formatted`, `name.familyName`, `name.givenName`,
 * `active` and `meta.lastModified`. A query on other attributes reads every resource that its searchable conditions
 * leave. Above 20,000 resources it is refused with 400 `tooMany`, and the logger names the attributes to add.
 *
 * @param path - the file, on a local disk; `":memory:"` for a store that ends with the process
 * @param options - `searchable`: paths of more searchable attributes, such as `title`; in an extension its URN, a colon
 *   and the name. When you add some, the first use of a resource type indexes all its resources once.
 *   `logger`: receives warnings about refused queries.
 * @throws ProvisioningError `invalid_state` if the file cannot be opened, belongs to another program, or was written by
 *   a newer version of this package.
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
