/** Where SQLite and PostgreSQL differ. */

/** A value of a single column. */
export type SqlScalar = string | number | null;

/** A parameter of a statement. Lists occur only where a dialect makes them, in `Dialect.rows`. */
export type SqlValue = SqlScalar | readonly SqlScalar[];

/** Type of a column or parameter: text that compares by code point, or an integer below 2^53. */
export type ColumnType = "text" | "integer";

/** A column of rows that a statement gets as parameters. */
export interface RowColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Rows that a statement gets as parameters. */
export interface ParameterRows {
  readonly columns: readonly RowColumn[];
  readonly rows: readonly (readonly SqlScalar[])[];
}

/** What a dialect of SQL prints. */
export interface Dialect {
  /** Placeholder of the parameter with this number, from 1; without a type, the statement casts it. */
  placeholder(index: number, type?: ColumnType): string;
  /** Name of a table of the package, with its schema where there is one. */
  table(name: string): string;
  /**
   * An item of `FROM`: rows that are passed as parameters, however many, in a constant number of them.
   *
   * @param alias - name of the item; its columns have the given names.
   * @param bind - adds a parameter and returns its placeholder without a type.
   */
  rows(parameters: ParameterRows, alias: string, bind: (value: SqlValue) => string): string;
  /** Condition: a text contains another, which is not empty. */
  contains(string: string, part: string): string;
  /** Condition: a text ends with another, which is not empty. */
  endsWith(string: string, part: string): string;
  /** An integer to sort by, for which no index is used where the database might choose one that reads too much. */
  withoutIndex(column: string): string;
  /** Whether a statement can be cancelled while it runs. */
  readonly canCancel: boolean;
  /** Follows a `SELECT` of rows that the transaction then changes: `FOR UPDATE`, or nothing. */
  readonly forUpdate: string;
  /** Rows over which each counter is spread, so that concurrent writers rarely wait for one another. */
  readonly counterShards: number;
  /** Types and clauses of `CREATE TABLE`. */
  readonly ddl: {
    /** A text that compares by code point. */
    readonly string: string;
    readonly integer: string;
    /** A column that numbers the rows of its table by growing numbers, which are never reused. */
    readonly sequence: string;
    /** Constraint on the columns that identify the rows of a table with such a column. */
    readonly identity: "PRIMARY KEY" | "UNIQUE";
    /** Follows a table whose rows are stored in the order of the primary key. */
    readonly orderedByKey: string;
  };
  /** Statements at the start of a migration's transaction, which keep other processes from migrating meanwhile. */
  readonly migrationLock: readonly string[];
}
