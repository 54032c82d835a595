/** Leaves out the parameters that a statement does not use. */
import type { SqlValue } from "../sql/dialect.ts";

/** A statement and its parameters. */
interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * Numbers the parameters anew, without those of conditions that were dropped while the statement was written:
 * PostgreSQL cannot tell their types. The statements of this package have no literals with a `$` and a digit.
 */
export function withUsedParameters(sql: string, values: readonly SqlValue[]): Statement {
  const used = new Map<number, number>();
  const renumbered = sql.replace(/\$(\d+)/g, (_, digits: string) => {
    const index = Number(digits) - 1;
    const number = used.get(index) ?? used.size + 1;
    used.set(index, number);
    return `$${number}`;
  });
  return { sql: renumbered, values: [...used.keys()].map((index) => values[index] ?? null) };
}
