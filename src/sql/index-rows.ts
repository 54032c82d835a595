/** Writes the index rows of a resource: its searchable values and its unique keys. */
import type { SqlConnection } from "./connection.ts";
import { stringIn } from "./connection.ts";
import type { Dialect, ParameterRows, RowColumn } from "./dialect.ts";
import { Parameters } from "./statement.ts";
import type { TypePlan } from "./type-plan.ts";
import type { UniqueKey } from "./unique-keys.ts";
import { VALUE_COLUMNS, type ValueRow } from "./value-rows.ts";

/** The resources of one type and tenant, whose rows are written. */
interface TypeScope {
  readonly connection: SqlConnection;
  readonly dialect: Dialect;
  readonly tenant: string;
  readonly plan: TypePlan;
}

/** A resource whose rows are written. */
export interface ResourceScope extends TypeScope {
  readonly seq: number;
}

/** The columns of the values of several resources. */
const COLUMNS: readonly RowColumn[] = [{ name: "seq", type: "integer" }, ...VALUE_COLUMNS];

/** The values of a resource before and after a change. */
export interface ValueChange {
  readonly seq: number;
  readonly before: readonly ValueRow[];
  readonly after: readonly ValueRow[];
}

/** Writes the values of a new resource. */
export async function writeValues(scope: ResourceScope, rows: readonly ValueRow[]): Promise<void> {
  await updateValues(scope, [{ seq: scope.seq, before: [], after: rows }]);
}

/** Replaces the values of resources by others: rows that are in both lists stay. */
export async function updateValues(scope: TypeScope, changes: readonly ValueChange[]): Promise<void> {
  const removed: SeqValueRow[] = [];
  const added: SeqValueRow[] = [];
  for (const { seq, before, after } of changes) {
    const [old, wanted] = [identify(before), identify(after)];
    for (const [identity, row] of old) if (!wanted.has(identity)) removed.push([seq, ...row]);
    for (const [identity, row] of wanted) if (!old.has(identity)) added.push([seq, ...row]);
  }
  await deleteRows(scope, removed);
  await insertRows(scope, added);
}

/** A value, after the `seq` of its resource. */
type SeqValueRow = readonly [seq: number, ...row: ValueRow];

async function insertRows(
  { connection, dialect, tenant, plan }: TypeScope,
  rows: readonly SeqValueRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const parameters = new Parameters(dialect);
  const owner = `${parameters.string(tenant)}, ${parameters.string(plan.type.name)}`;
  await parameters.run(
    connection,
    `INSERT INTO ${parameters.table("resource_value")} (tenant, type, path, kind, key, seq, pos, sort, "full")
    SELECT ${owner}, e.path, e.kind, e.key, e.seq, e.pos, e.sort, e."full"
    FROM ${parameters.rows({ columns: COLUMNS, rows }, "e")} WHERE true
    ON CONFLICT (tenant, type, path, kind, key, seq, pos) DO NOTHING`,
  );
}

function identify(rows: readonly ValueRow[]): ReadonlyMap<string, ValueRow> {
  return new Map(rows.map((row) => [JSON.stringify(row), row]));
}

async function deleteRows(
  { connection, dialect, tenant, plan }: TypeScope,
  rows: readonly SeqValueRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const parameters = new Parameters(dialect);
  const identities = rows.map(([seq, path = null, kind = null, key = null, pos = null]) => [seq, path, kind, key, pos]);
  await parameters.run(
    connection,
    `DELETE FROM ${parameters.table("resource_value")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND (path, kind, key, seq, pos) IN
    (SELECT e.path, e.kind, e.key, e.seq, e.pos FROM ${parameters.rows({ columns: COLUMNS.slice(0, 5), rows: identities }, "e")})`,
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
