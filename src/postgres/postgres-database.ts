/** A database in PostgreSQL, whose work is repeated where a repetition is safe. */
import { abortableSleep } from "../internal/abortable-sleep.ts";
import type { Row, SqlConnection, SqlDatabase } from "../sql/connection.ts";
import type { Dialect, SqlValue } from "../sql/dialect.ts";
import { runStatement } from "./cancellable-statement.ts";
import { DatabaseFailure, toStoreError } from "./database-failure.ts";
import { type Driver, type DriverLimits, toDriver } from "./driver.ts";
import type { PostgresPool } from "./pool.ts";
import { postgresDialect } from "./postgres-dialect.ts";

/** The limits of the requests of a service. */
const REQUEST_LIMITS: DriverLimits = { acquire: 5_000, statement: 30_000 };

/** How often work is tried, with growing pauses in between. */
const MAX_ATTEMPTS = 5;

/** The first pause lasts as many milliseconds at most. */
const FIRST_PAUSE = 20;

/** A database. */
export class PostgresDatabase implements SqlDatabase {
  readonly dialect: Dialect;
  readonly #pool: PostgresPool;
  readonly #schema: string;
  readonly #driver: Driver;

  constructor(pool: PostgresPool, schema: string, limits: Partial<DriverLimits> = {}) {
    this.dialect = postgresDialect(schema);
    this.#pool = pool;
    this.#schema = schema;
    this.#driver = toDriver(pool, { ...REQUEST_LIMITS, ...limits });
  }

  /** Runs a statement, outside of transactions only one that reads: it may run several times. */
  query(sql: string, values: readonly SqlValue[], signal?: AbortSignal): Promise<readonly Row[]> {
    const scope = { pool: this.#pool, signal };
    return this.#repeat(() => this.#driver.use((connection) => runStatement(connection, scope, sql, values)), signal);
  }

  transaction<Result>(run: (connection: SqlConnection) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const scope = { pool: this.#pool, signal };
    return this.#repeat(
      () =>
        this.#driver.transact((connection) =>
          run({ query: (sql, values) => runStatement(connection, scope, sql, values) }),
        ),
      signal,
    );
  }

  /** Repeats work after conflicts and lost connections, of which nothing was committed. */
  async #repeat<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof DatabaseFailure)) throw error;
        const isTransient = error.kind === "conflict" || error.kind === "lost";
        if (!isTransient || attempt === MAX_ATTEMPTS) throw toStoreError(error, this.#schema);
        // Transactions that met one another continue at different times.
        await abortableSleep(Math.random() * FIRST_PAUSE * 2 ** attempt, signal);
      }
    }
  }
}
