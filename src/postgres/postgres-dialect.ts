/** SQL as PostgreSQL writes it. */
import type { ColumnType, Dialect } from "../sql/dialect.ts";

const TYPES: { readonly [Type in ColumnType]: string } = { text: "text", integer: "bigint" };

/**
 * Schema names that need no quotes, so that SQL written by hand finds the tables as well. PostgreSQL cuts longer names,
 * and keeps those with `pg_` for itself.
 */
const SCHEMA_NAME = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/;

/** @throws TypeError for a schema name of another form. */
function assertSchemaName(schema: string): void {
  if (SCHEMA_NAME.test(schema)) return;
  throw new TypeError(
    `Invalid schema name ${JSON.stringify(schema)}: use 1 to 63 lower-case letters, digits and underscores, not starting with a digit or "pg_"`,
  );
}

/** The dialect, for tables in a schema. Texts compare by code point in the collation "C". */
export function postgresDialect(schema: string): Dialect {
  assertSchemaName(schema);
  return {
    placeholder: (index, type) => (type === undefined ? `$${index}` : `$${index}::${TYPES[type]}`),
    table: (name) => `"${schema}"."${name}"`,
    rows({ columns, rows }, alias, bind) {
      const lists = columns.map(({ type }, index) => {
        const list = rows.map((row) => row[index] ?? null);
        return `${bind(list)}::${TYPES[type]}[]`;
      });
      return `unnest(${lists.join(", ")}) AS ${alias} (${columns.map(({ name }) => `"${name}"`).join(", ")})`;
    },
    contains: (string, part) => `strpos(${string}, ${part}) > 0`,
    endsWith: (string, part) => `right(${string}, length(${part})) = ${part}`,
    withoutIndex: (column) => `(${column} + 0)`,
    canCancel: true,
    forUpdate: " FOR UPDATE",
    counterShards: 8,
    ddl: {
      string: 'text COLLATE "C"',
      integer: "bigint",
      sequence: "bigint GENERATED ALWAYS AS IDENTITY",
      identity: "PRIMARY KEY",
      orderedByKey: "",
    },
    // The lock ends with the transaction, also behind a pooler.
    migrationLock: [
      `SELECT pg_advisory_xact_lock(hashtextextended('proxyclick-scim:${schema}', 0))`,
      // CREATE SCHEMA IF NOT EXISTS needs the right to create one even where it exists.
      `DO $$ BEGIN IF to_regnamespace('${schema}') IS NULL THEN CREATE SCHEMA "${schema}"; END IF; END $$`,
    ],
  };
}
