/** Builds a statement and its parameters together. */
import type { Row, SqlConnection } from "./connection.ts";
import type { ColumnType, Dialect, ParameterRows, SqlScalar, SqlValue } from "./dialect.ts";

/** The parameters of a statement, while its text is written. */
export class Parameters {
  readonly dialect: Dialect;
  readonly #values: SqlValue[] = [];

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  /** Adds a text. */
  string(value: string | null): string {
    return this.#add(value, "text");
  }

  /** Adds an integer. */
  integer(value: number): string {
    return this.#add(value, "integer");
  }

  /** Adds rows, as an item of `FROM`. */
  rows(rows: ParameterRows, alias: string): string {
    return this.dialect.rows(rows, alias, (value) => this.#add(value));
  }

  /** Name of a table. */
  table(name: string): string {
    return this.dialect.table(name);
  }

  /** Runs the finished statement. */
  run(connection: SqlConnection, sql: string, signal?: AbortSignal): Promise<readonly Row[]> {
    return connection.query(sql, this.#values, signal);
  }

  #add(value: SqlValue, type?: ColumnType): string {
    return this.dialect.placeholder(this.#values.push(value), type);
  }
}

/** Rows of one text column. */
export function stringRows(name: string, values: readonly string[]): ParameterRows {
  return { columns: [{ name, type: "text" }], rows: values.map((value): readonly SqlScalar[] => [value]) };
}

/** Rows of one integer column. */
export function integerRows(name: string, values: readonly number[]): ParameterRows {
  return { columns: [{ name, type: "integer" }], rows: values.map((value): readonly SqlScalar[] => [value]) };
}
