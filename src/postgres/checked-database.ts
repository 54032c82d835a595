/** A database whose tables are checked before they are used first. */
import { ProvisioningError } from "../errors.ts";
import type { Row, SqlConnection, SqlDatabase } from "../sql/connection.ts";
import type { Dialect, SqlValue } from "../sql/dialect.ts";
import { pendingMigrations } from "../sql/migrate.ts";
import { installedVersion } from "./migrate.ts";

/** Rejects with {@link ProvisioningError} `invalid_state` as long as the tables have another version. */
export class CheckedDatabase implements SqlDatabase {
  readonly dialect: Dialect;
  readonly #database: SqlDatabase;
  readonly #schema: string;
  #isCurrent = false;

  constructor(database: SqlDatabase, schema: string) {
    this.dialect = database.dialect;
    this.#database = database;
    this.#schema = schema;
  }

  async query(sql: string, values: readonly SqlValue[], signal?: AbortSignal): Promise<readonly Row[]> {
    if (!this.#isCurrent) await this.#check();
    return await this.#database.query(sql, values, signal);
  }

  async transaction<Result>(
    run: (connection: SqlConnection) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    if (!this.#isCurrent) await this.#check();
    return await this.#database.transaction(run, signal);
  }

  async #check(): Promise<void> {
    const version = await installedVersion(this.#database);
    if (version === undefined || pendingMigrations(version).length > 0) {
      const found = version === undefined ? "no tables of this package" : `tables of the older version ${version}`;
      throw new ProvisioningError(
        "invalid_state",
        `The schema "${this.#schema}" of the database has ${found}; run migrate(pool, { schema: "${this.#schema}" }) first`,
      );
    }
    this.#isCurrent = true;
  }
}
