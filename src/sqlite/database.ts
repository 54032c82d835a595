/** The database of a state file: every error that SQLite reports, and every damaged value, names file and remedy. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { ProvisioningError } from "../errors.ts";
import { errorMessage } from "../internal/error-message.ts";

/** A database that is open. */
export class StateDatabase {
  readonly path: string;
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.path = path;
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Prepares a statement. */
  prepare(sql: string): Statement {
    return withStateErrors(this.path, () => new Statement(this.#database.prepare(sql), this.path));
  }

  /** Executes statements without parameters. */
  exec(sql: string): void {
    withStateErrors(this.path, () => this.#database.exec(sql));
  }

  close(): void {
    withStateErrors(this.path, () => this.#database.close());
  }
}

/** A prepared statement. */
export class Statement {
  readonly #statement: StatementSync;
  readonly #path: string;

  constructor(statement: StatementSync, path: string) {
    this.#statement = statement;
    this.#path = path;
  }

  /** Returns the first row. */
  get(...values: readonly SQLInputValue[]): Row | undefined {
    try {
      const row = this.#statement.get(...values);
      return row === undefined ? undefined : new Row(row, this.#path);
    } catch (error) {
      throw toStateError(error, this.#path);
    }
  }

  /** Returns all rows. */
  all(...values: readonly SQLInputValue[]): readonly Row[] {
    try {
      return this.#statement.all(...values).map((row) => new Row(row, this.#path));
    } catch (error) {
      throw toStateError(error, this.#path);
    }
  }

  /** Executes the statement. */
  run(...values: readonly SQLInputValue[]): void {
    try {
      this.#statement.run(...values);
    } catch (error) {
      throw toStateError(error, this.#path);
    }
  }
}

/** A row. Its methods throw ProvisioningError `invalid_state` for a value that the package never writes. */
export class Row {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(values: Readonly<Record<string, unknown>>, path: string) {
    this.#values = values;
    this.#path = path;
  }

  /** Whether a column is null. */
  isNull(column: string): boolean {
    return this.#values[column] === null;
  }

  /** A column that holds a string. */
  string(column: string): string {
    const value = this.#values[column];
    if (typeof value !== "string") throw damaged(this.#path, `${column} is not text`);
    return value;
  }

  /** A column that holds a number; 0 for null. */
  number(column: string): number {
    const value = this.#values[column];
    return typeof value === "number" ? value : 0;
  }

  /** A column that holds JSON, as this package wrote it. */
  json<Value>(column: string): Value {
    return parseStored(this.string(column), this.#path, column);
  }
}

/** Parses JSON that this package wrote into a state file. */
export function parseStored<Value>(json: string, path: string, what: string): Value {
  try {
    return JSON.parse(json);
  } catch {
    throw damaged(path, `${what} is not JSON`);
  }
}

/** Runs a function that uses SQLite, and translates its errors. */
function withStateErrors<Result>(path: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw toStateError(error, path);
  }
}

const REMEDY_OF_DAMAGE =
  "restore a backup, or move it away together with the files beside it that end in -wal and -shm: the next cycle then links the existing accounts again";

/** The error of a state file whose content is damaged. */
export function damaged(path: string, problem: string, cause?: unknown): ProvisioningError {
  return invalidState(`The state file ${path} is damaged (${problem}); ${REMEDY_OF_DAMAGE}`, cause);
}

function invalidState(message: string, cause: unknown): ProvisioningError {
  return new ProvisioningError("invalid_state", message, cause === undefined ? undefined : { cause });
}

/** What went wrong and what to do, by SQLite's primary result code. */
const PROBLEMS: ReadonlyMap<number, readonly [problem: string, remedy: string]> = new Map([
  [3, ["cannot be used", "check the permissions of the file and of its folder"]],
  [8, ["cannot be written", "check the permissions of the file and of its folder"]],
  [10, ["cannot be read or written", "check the disk; keep the file on a local one"]],
  [13, ["cannot be written", "free space on its disk, and run again: what was committed is kept"]],
  [14, ["cannot be opened", "check the permissions of the file and of its folder"]],
]);
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** The error of a state for what SQLite or the operating system reports. */
export function toStateError(error: unknown, path: string): ProvisioningError {
  if (error instanceof ProvisioningError) return error;
  const reason = errorMessage(error);
  // The primary result code is the low byte of an extended one.
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) % 256 : 0;
  if (code === BUSY || code === LOCKED) {
    const problem = `The state file ${path} is in use by another process`;
    return new ProvisioningError("state_in_use", problem, { cause: error });
  }
  if (code === CORRUPT || code === NOT_A_DATABASE) return damaged(path, reason, error);
  const [problem, remedy] = PROBLEMS.get(code) ?? ["cannot be used", ""];
  return invalidState(`The state file ${path} ${problem}: ${reason}${remedy === "" ? "" : `; ${remedy}`}`, error);
}
