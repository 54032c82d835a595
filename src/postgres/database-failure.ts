/** What the errors of PostgreSQL and its drivers mean for a caller. */
import { ProvisioningError, ScimError } from "../errors.ts";
import { errorMessage } from "../internal/error-message.ts";
import { NOT_EXECUTED, OUTCOME_UNKNOWN } from "../internal/write-statuses.ts";

/**
 * - `conflict`: another transaction was in the way; the same may succeed now.
 * - `lost`: there is no connection any more; the same may succeed on another one.
 * - `busy`: there was no connection, or no result, in time.
 * - `uncertain`: a commit may have succeeded.
 * - `tables`: the schema lacks the tables.
 * - `refused`: the statement or the sign-in was refused, whenever it is repeated.
 */
type FailureKind = "conflict" | "lost" | "busy" | "uncertain" | "tables" | "refused";

/** A failure of the database, before it is known whether the work is repeated. */
export class DatabaseFailure extends Error {
  override readonly name = "DatabaseFailure";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, cause: unknown) {
    super(`PostgreSQL: ${errorMessage(cause)}`, { cause });
    this.kind = kind;
  }
}

/** Codes and classes of codes, in PostgreSQL's "Error Codes" (appendix A). A class has two characters. */
const KINDS: { readonly [Code in string]?: FailureKind } = {
  // serialization_failure, deadlock_detected
  "40001": "conflict",
  "40P01": "conflict",
  // connection exceptions; admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout;
  // read_only_sql_transaction, after a failover; idle_in_transaction_session_timeout
  "08": "lost",
  "57P01": "lost",
  "57P02": "lost",
  "57P03": "lost",
  "57P05": "lost",
  "25006": "lost",
  "25P03": "lost",
  // insufficient resources, with too_many_connections; lock_not_available; query_canceled
  "53": "busy",
  "55P03": "busy",
  "57014": "busy",
  // undefined_table, invalid_schema_name
  "42P01": "tables",
  "3F000": "tables",
};

/** The failure of a statement. An error without a code of PostgreSQL is one of the connection. */
export function statementFailure(error: unknown): DatabaseFailure {
  const code = sqlState(error);
  return new DatabaseFailure(code === undefined ? "lost" : kindOf(code), error);
}

/** The failure of a commit: only PostgreSQL itself can say that it did not take place. */
export function commitFailure(error: unknown): DatabaseFailure {
  const code = sqlState(error);
  const isRefused = code !== undefined && (kindOf(code) === "conflict" || code.startsWith("23"));
  return new DatabaseFailure(isRefused ? kindOf(code) : "uncertain", error);
}

function kindOf(code: string): FailureKind {
  return own(code) ?? own(code.slice(0, 2)) ?? "refused";
}

function own(code: string): FailureKind | undefined {
  return Object.hasOwn(KINDS, code) ? KINDS[code] : undefined;
}

/** The SQLSTATE of an error; those of Node, such as `EPIPE`, have other forms. */
function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[0-9FHPX][0-9A-Z]{4}$/.test(code) ? code : undefined;
}

/**
 * The error that a caller of the store gets. The messages of PostgreSQL are its cause only, because they may have
 * values in them.
 */
export function toStoreError({ kind, cause }: DatabaseFailure, schema: string): Error {
  const options = { status: NOT_EXECUTED, cause };
  switch (kind) {
    case "conflict":
      return new ScimError("Other requests change the same resources; repeat the request.", options);
    case "lost":
      return new ScimError("The database cannot be reached; repeat the request.", options);
    case "busy":
      return new ScimError("The database is busy; repeat the request.", options);
    case "uncertain":
      return new ScimError(
        "The connection to the database was lost during a commit, which may have succeeded: read the resource before you repeat the request.",
        { status: OUTCOME_UNKNOWN, cause },
      );
    case "tables":
      return new ProvisioningError(
        "invalid_state",
        `The schema "${schema}" of the database has no tables of this package; create them with migrate(pool, { schema: "${schema}" })`,
        { cause },
      );
    case "refused":
      return new ProvisioningError(
        "invalid_state",
        `PostgreSQL refused a statement on the schema "${schema}" (SQLSTATE ${sqlState(cause)}); check the role's permissions and that the tables are those of this package`,
        { cause },
      );
  }
}
