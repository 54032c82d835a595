/** One interface over both kinds of pools. */

import { surviveLosses } from "./connection-loss.ts";
import { commitFailure, DatabaseFailure, statementFailure } from "./database-failure.ts";
import type {
  PostgresClient,
  PostgresClientPool,
  PostgresPool,
  PostgresQueries,
  PostgresTransactions,
} from "./pool.ts";

/** Runs functions on connections of a pool. The failures of the database are a {@link DatabaseFailure}. */
export interface Driver {
  /** Calls a function with a connection, outside of any transaction. */
  use<Result>(run: (connection: PostgresQueries) => Promise<Result>): Promise<Result>;
  /** Calls a function in a transaction, which is committed when it resolves. */
  transact<Result>(run: (connection: PostgresQueries) => Promise<Result>): Promise<Result>;
}

/** Limits in milliseconds. */
export interface DriverLimits {
  /** For a connection to become free. */
  readonly acquire: number;
  /** For a statement in a transaction, and for a transaction without any; 0 for none. */
  readonly statement: number;
}

/** @throws TypeError for an object that is neither. */
export function toDriver(pool: PostgresPool, limits: DriverLimits): Driver {
  if ("connect" in pool) return new ClientDriver(pool, limits);
  if ("transaction" in pool) return new TransactionDriver(pool, limits);
  throw new TypeError(
    "The pool has neither connect() nor transaction(): pass a pg.Pool, a PGlite instance or a PostgresPool",
  );
}

/** Over a pool that hands out its connections. */
class ClientDriver implements Driver {
  readonly #pool: PostgresClientPool;
  readonly #limits: DriverLimits;

  constructor(pool: PostgresClientPool, limits: DriverLimits) {
    this.#pool = pool;
    this.#limits = limits;
    surviveLosses(pool);
  }

  use<Result>(run: (connection: PostgresQueries) => Promise<Result>): Promise<Result> {
    return this.#lend((client) => run(client));
  }

  transact<Result>(run: (connection: PostgresQueries) => Promise<Result>): Promise<Result> {
    return this.#lend(async (client, discard) => {
      // One message, and settings that end with the transaction: a pooler may give the connection to others afterwards.
      await client.query(`BEGIN; ${settings(this.#limits)}`, []).catch((error: unknown) => {
        discard();
        throw statementFailure(error);
      });
      let result: Result;
      try {
        result = await run(client);
      } catch (error) {
        await client.query("ROLLBACK", []).catch(discard);
        throw error;
      }
      try {
        await client.query("COMMIT", []);
      } catch (error) {
        discard();
        throw commitFailure(error);
      }
      return result;
    });
  }

  async #lend<Result>(run: (client: PostgresClient, discard: () => void) => Promise<Result>): Promise<Result> {
    const client = await this.#acquire();
    let isBroken = false;
    const discard = (): void => {
      isBroken = true;
    };
    // Without a listener, the loss of a connection between two statements would end the process.
    client.on?.("error", discard);
    try {
      return await run(client, discard);
    } catch (error) {
      if (error instanceof DatabaseFailure && error.kind === "lost") discard();
      throw error;
    } finally {
      // A connection that is being closed may still report its loss.
      if (!isBroken) client.off?.("error", discard);
      client.release(isBroken);
    }
  }

  /** Waits for a connection; one that comes too late is returned at once. */
  #acquire(): Promise<PostgresClient> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        reject(new DatabaseFailure("busy", `no connection was free for ${this.#limits.acquire} ms`));
      }, this.#limits.acquire);
      this.#pool.connect().then(
        (client) => {
          clearTimeout(timer);
          if (isLate) client.release();
          else resolve(client);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(connectFailure(error));
        },
      );
    });
  }
}

/** Over a driver that runs transactions itself. */
class TransactionDriver implements Driver {
  readonly #pool: PostgresTransactions;
  readonly #limits: DriverLimits;

  constructor(pool: PostgresTransactions, limits: DriverLimits) {
    this.#pool = pool;
    this.#limits = limits;
  }

  use<Result>(run: (connection: PostgresQueries) => Promise<Result>): Promise<Result> {
    return run(this.#pool);
  }

  async transact<Result>(run: (connection: PostgresQueries) => Promise<Result>): Promise<Result> {
    let phase: "begin" | "statements" | "commit" = "begin";
    try {
      return await this.#pool.transaction(async (connection) => {
        phase = "statements";
        for (const statement of settings(this.#limits).split("; ")) {
          await connection.query(statement, []).catch(rejectStatement);
        }
        const result = await run(connection);
        phase = "commit";
        return result;
      });
    } catch (error) {
      throw inPhase(phase, error);
    }
  }
}

function inPhase(phase: string, error: unknown): unknown {
  if (phase === "commit") return commitFailure(error);
  return phase === "begin" ? statementFailure(error) : error;
}

function settings({ statement }: DriverLimits): string {
  return `SET LOCAL statement_timeout = ${statement}; SET LOCAL idle_in_transaction_session_timeout = ${statement}`;
}

function rejectStatement(error: unknown): never {
  throw statementFailure(error);
}

/** `pg.Pool` has a time limit of its own, whose error has no code. */
function connectFailure(error: unknown): DatabaseFailure {
  const isTimeout = error instanceof Error && error.message === "timeout exceeded when trying to connect";
  return isTimeout ? new DatabaseFailure("busy", error) : statementFailure(error);
}
