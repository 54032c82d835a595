/**
 * How many resources there are, in ranges of their sequence numbers: totals and positions in a list cost a number of
 * rows that depends on the ranges and not on the resources.
 */
import { numberIn, type SqlConnection } from "./connection.ts";
import type { Dialect } from "./dialect.ts";
import { Parameters } from "./statement.ts";

/** Sequence numbers in a range. */
const RANGE = 8192;

/** The resources of one type and tenant. */
export interface CollectionScope {
  readonly connection: SqlConnection;
  readonly dialect: Dialect;
  readonly tenant: string;
  /** Name of the resource type. */
  readonly type: string;
}

/** Counts a resource that was added or removed. */
export async function countResource(
  { connection, dialect, tenant, type }: CollectionScope,
  seq: number,
  change: 1 | -1,
): Promise<void> {
  const parameters = new Parameters(dialect);
  const shard = Math.floor(Math.random() * dialect.counterShards);
  const row = [
    parameters.string(tenant),
    parameters.string(type),
    parameters.integer(Math.floor(seq / RANGE)),
    parameters.integer(shard),
    parameters.integer(change),
  ];
  const table = parameters.table("bucket");
  await parameters.run(
    connection,
    `INSERT INTO ${table} AS b (tenant, type, bucket, shard, n) VALUES (${row.join(", ")})
    ON CONFLICT (tenant, type, bucket, shard) DO UPDATE SET n = b.n + excluded.n`,
  );
}

/** The number of resources. */
export async function countAll(
  { connection, dialect, tenant, type }: CollectionScope,
  signal: AbortSignal | undefined,
): Promise<number> {
  const parameters = new Parameters(dialect);
  const [row = {}] = await parameters.run(
    connection,
    `SELECT coalesce(sum(n), 0) AS total FROM ${parameters.table("bucket")}
    WHERE tenant = ${parameters.string(tenant)} AND type = ${parameters.string(type)}`,
    signal,
  );
  return numberIn(row, "total");
}

/** A place in the list of all resources: so many of them after a sequence number. */
export interface ListPlace {
  readonly after: number;
  readonly skip: number;
  readonly total: number;
}

/** Finds an offset, counted from 0, in the list of all resources. */
export async function findPlace(
  { connection, dialect, tenant, type }: CollectionScope,
  offset: number,
  signal: AbortSignal | undefined,
): Promise<ListPlace> {
  const parameters = new Parameters(dialect);
  const rows = await parameters.run(
    connection,
    `SELECT bucket, sum(n) AS n FROM ${parameters.table("bucket")}
    WHERE tenant = ${parameters.string(tenant)} AND type = ${parameters.string(type)} GROUP BY bucket ORDER BY bucket`,
    signal,
  );
  let before = 0;
  let place = { after: -1, skip: offset };
  for (const row of rows) {
    if (before <= offset) place = { after: numberIn(row, "bucket") * RANGE - 1, skip: offset - before };
    before += numberIn(row, "n");
  }
  return { ...place, total: before };
}
