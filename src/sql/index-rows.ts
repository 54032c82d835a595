/** Writes the index rows of a resource: its searchable values and its unique keys. */
import type { SqlConnection } from "./connection.ts";
import { stringIn } from "./connection.ts";
import type { Dialect, ParameterRows } from "./dialect.ts";
import { Parameters } from "./statement.ts";
import type { TypePlan } from "./type-plan.ts";
import type { UniqueKey } from "./unique-keys.ts";
import { VALUE_COLUMNS, type ValueRow } from "./value-rows.ts";

/** A resource whose rows are written. */
export interface ResourceScope {
  readonly connection: SqlConnection;
  readonly dialect: Dialect;
  readonly tenant: string;
  readonly plan: TypePlan;
  readonly seq: number;
}

/** Writes values. */
export async function writeValues(
  { connection, dialect, tenant, plan, seq }: ResourceScope,
  rows: readonly ValueRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const parameters = new Parameters(dialect);
  const owner = `${parameters.string(tenant)}, ${parameters.string(plan.type.name)}`;
  await parameters.run(
    connection,
    `INSERT INTO ${parameters.table("resource_value")} (tenant, type, path, kind, key, seq, pos, sort, "full")
    SELECT ${owner}, e.path, e.kind, e.key, ${parameters.integer(seq)}, e.pos, e.sort, e."full"
    FROM ${parameters.rows({ columns: VALUE_COLUMNS, rows }, "e")} WHERE true
    ON CONFLICT (tenant, type, path, kind, key, seq, pos) DO NOTHING`,
  );
}

/** Replaces values by others: rows that are in both lists stay. */
export async function updateValues(
  scope: ResourceScope,
  before: readonly ValueRow[],
  after: readonly ValueRow[],
): Promise<void> {
  const [old, wanted] = [identify(before), identify(after)];
  const removed = [...old].filter(([identity]) => !wanted.has(identity)).map(([, row]) => row);
  const added = [...wanted].filter(([identity]) => !old.has(identity)).map(([, row]) => row);
  await removeValues(scope, removed);
  await writeValues(scope, added);
}

function identify(rows: readonly ValueRow[]): ReadonlyMap<string, ValueRow> {
  return new Map(rows.map((row) => [JSON.stringify(row), row]));
}

async function removeValues(
  { connection, dialect, tenant, plan, seq }: ResourceScope,
  rows: readonly ValueRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const parameters = new Parameters(dialect);
  const identities = rows.map(([path = null, kind = null, key = null, pos = null]) => [path, kind, key, pos]);
  await parameters.run(
    connection,
    `DELETE FROM ${parameters.table("resource_value")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(seq)} AND (path, kind, key, pos) IN
    (SELECT e.path, e.kind, e.key, e.pos FROM ${parameters.rows({ columns: VALUE_COLUMNS.slice(0, 4), rows: identities }, "e")})`,
  );
}

/** Writes unique keys; returns the path of one that another resource has. */
export async function writeKeys(
  { connection, dialect, tenant, plan, seq }: ResourceScope,
  keys: readonly UniqueKey[],
): Promise<string | undefined> {
  if (keys.length === 0) return undefined;
  const parameters = new Parameters(dialect);
  const owner = `${parameters.string(tenant)}, ${parameters.string(plan.type.name)}`;
  const written = await parameters.run(
    connection,
    `INSERT INTO ${parameters.table("resource_key")} (tenant, type, path, key, seq)
    SELECT ${owner}, e.path, e.key, ${parameters.integer(seq)} FROM ${parameters.rows(keyRows(keys), "e")} WHERE true
    ON CONFLICT (tenant, type, path, key) DO NOTHING RETURNING path, key`,
  );
  if (written.length === keys.length) return undefined;
  const known = new Set(written.map((row) => JSON.stringify([stringIn(row, "path"), stringIn(row, "key")])));
  return keys.find(({ path, key }) => !known.has(JSON.stringify([path, key])))?.path;
}

/** Replaces unique keys by others; returns the path of one that another resource has. */
export async function updateKeys(
  scope: ResourceScope,
  before: readonly UniqueKey[],
  after: readonly UniqueKey[],
): Promise<string | undefined> {
  const differences = (keys: readonly UniqueKey[], others: readonly UniqueKey[]): readonly UniqueKey[] =>
    keys.filter(({ path, key }) => !others.some((other) => other.path === path && other.key === key));
  await removeKeys(scope, differences(before, after));
  return await writeKeys(scope, differences(after, before));
}

async function removeKeys(
  { connection, dialect, tenant, plan, seq }: ResourceScope,
  keys: readonly UniqueKey[],
): Promise<void> {
  if (keys.length === 0) return;
  const parameters = new Parameters(dialect);
  await parameters.run(
    connection,
    `DELETE FROM ${parameters.table("resource_key")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(seq)} AND (path, key) IN
    (SELECT e.path, e.key FROM ${parameters.rows(keyRows(keys), "e")})`,
  );
}

function keyRows(keys: readonly UniqueKey[]): ParameterRows {
  return {
    columns: [
      { name: "path", type: "text" },
      { name: "key", type: "text" },
    ],
    rows: keys.map(({ path, key }) => [path, key]),
  };
}

/** Removes all index rows of a resource. */
export async function removeIndexRows({ connection, dialect, tenant, plan, seq }: ResourceScope): Promise<void> {
  for (const table of ["resource_key", "resource_value"]) {
    const parameters = new Parameters(dialect);
    await parameters.run(
      connection,
      `DELETE FROM ${parameters.table(table)} WHERE tenant = ${parameters.string(tenant)}
      AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(seq)}`,
    );
  }
}
