/** SQL as SQLite writes it. */
import type { Dialect } from "../../sql/dialect.ts";

/** The dialect. Texts compare as bytes of UTF-8, which is the order of code points. */
export const SQLITE: Dialect = {
  placeholder: (index) => `?${index}`,
  table: (name) => name,
  rows({ columns, rows }, alias, bind) {
    const read = columns.map(({ name }, index) => `json_extract(value, '$[${index}]') AS "${name}"`);
    return `(SELECT ${read.join(", ")} FROM json_each(${bind(JSON.stringify(rows))})) ${alias}`;
  },
  contains: (string, part) => `instr(${string}, ${part}) > 0`,
  endsWith: (string, part) => `substr(${string}, -length(${part})) = ${part}`,
  withoutIndex: (column) => column,
  canCancel: false,
  forUpdate: "",
  counterShards: 1,
  ddl: {
    string: "TEXT",
    integer: "INTEGER",
    sequence: "INTEGER PRIMARY KEY AUTOINCREMENT",
    identity: "UNIQUE",
    orderedByKey: " WITHOUT ROWID",
  },
  migrationLock: [],
};
