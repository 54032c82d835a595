/** How many rows of 100,000 users PostgreSQL reads for a filter, a sorted list and a page: `EXPLAIN (ANALYZE)`. */
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseFilter } from "../../../src/filter/index.ts";
import { lookUpName } from "../../../src/models/attribute-tree.ts";
import { type JsonObject, UserType } from "../../../src/models/index.ts";
import { migrate, type PostgresPool, postgresStore } from "../../../src/postgres/index.ts";
import type { Store, StoreQuery } from "../../../src/server/index.ts";
import { dropSchema, hasPostgres, openPool, schemaName } from "../../support/postgres-server.ts";

const USERS = 100_000;
const MARK = "000000";
const LAST = "099999";

/** The user of which the others are copies, with their number in place of the mark. */
const TEMPLATE: JsonObject = {
  id: `id-${MARK}`,
  userName: `user-${MARK}`,
  externalId: `ext-${MARK}`,
  displayName: `Name ${MARK}`,
  name: { formatted: `Formatted ${MARK}`, familyName: `Family ${MARK}`, givenName: `Given ${MARK}` },
  emails: [{ value: `${MARK}@contoso.com`, type: "work" }],
  title: `Title ${MARK}`,
  active: true,
  meta: { resourceType: "User", version: 'W/"1"', lastModified: "2026-01-01T00:00:01Z" },
};

const context = () => ({ signal: new AbortController().signal });

/** A statement that the store ran. */
interface Ran {
  readonly sql: string;
  readonly values: readonly unknown[];
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that the scans of a plan returned or dropped. */
function rowsRead(node: PlanNode): number {
  const dropped = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  const isScan = /^(Seq|Index|Index Only|Bitmap Heap) Scan$/.test(node["Node Type"]);
  const own = isScan ? (node["Actual Rows"] + dropped) * node["Actual Loops"] : 0;
  return (node.Plans ?? []).reduce((sum, child) => sum + rowsRead(child), own);
}

describe.skipIf(!(await hasPostgres()))("with a PostgreSQL server (on port 5432, or POSTGRES_URL)", () => {
  const schema = schemaName();
  const ran: Ran[] = [];
  let pool: Pool;
  let store: Store;

  beforeAll(async () => {
    pool = openPool();
    await migrate(pool, { schema });
    const recording: PostgresPool = {
      query: (sql, values) => pool.query(sql, values),
      async connect() {
        const client = await pool.connect();
        return {
          query(sql, values) {
            ran.push({ sql, values });
            return client.query(sql, values);
          },
          release: (error) => client.release(error),
        };
      },
    };
    store = postgresStore({ pool: recording, schema, searchable: ["title", "emails.type"] });
    await store.insert("contoso", UserType, TEMPLATE, context());
    const copies = `CROSS JOIN generate_series(1, ${USERS - 1}) i WHERE t.tenant = 'contoso'`;
    const number = "lpad(i::text, 6, '0')";
    const loader = openPool({ options: `-c search_path=${schema}` });
    for (const statement of [
      `INSERT INTO resource (tenant, type, id, version, meta, doc)
        SELECT tenant, type, replace(id, '${MARK}', ${number}), version, meta, replace(doc, '${MARK}', ${number}) FROM resource t ${copies} ORDER BY i`,
      `INSERT INTO resource_key (tenant, type, path, key, seq)
        SELECT tenant, type, path, replace(key, '${MARK}', ${number}), seq + i FROM resource_key t ${copies}`,
      `INSERT INTO resource_value (tenant, type, path, kind, key, seq, pos, sort, "full")
        SELECT tenant, type, path, kind, CASE WHEN path = 'meta.lastModified' THEN (left(key, 12)::bigint + i)::text || '.' ELSE replace(key, '${MARK}', ${number}) END,
        seq + i, pos, sort, "full" FROM resource_value t ${copies}`,
      "DELETE FROM bucket",
      "INSERT INTO bucket (tenant, type, bucket, shard, n) SELECT tenant, type, seq / 8192, 0, count(*) FROM resource GROUP BY 1, 2, 3",
      "VACUUM ANALYZE resource, resource_key, resource_value, bucket",
    ]) {
      await loader.query(statement);
    }
    await loader.end();
  });
  afterAll(async () => {
    await dropSchema(pool, schema);
    await pool.end();
  });

  /** Runs a query, and counts what its statements read. */
  async function measure(query: Partial<StoreQuery>): Promise<{ readonly total: number; readonly read: number }> {
    ran.length = 0;
    const { total } = await store.query("contoso", UserType, { startIndex: 1, count: 10, ...query }, context());
    let read = 0;
    for (const { sql, values } of [...ran]) {
      const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, [...values]);
      read += rowsRead(rows[0]["QUERY PLAN"][0].Plan);
    }
    return { total, read };
  }

  it.each([
    [`userName eq "USER-${LAST}"`, 1],
    [`externalId eq "ext-${LAST}"`, 1],
    [`displayName eq "name ${LAST}"`, 1],
    [`name.formatted eq "formatted ${LAST}"`, 1],
    [`name.familyName eq "family ${LAST}"`, 1],
    [`name.givenName eq "given ${LAST}"`, 1],
    [`emails.value eq "${LAST}@contoso.com"`, 1],
    [`emails[type eq "work" and value eq "${LAST}@contoso.com"]`, 1],
    [`title eq "title ${LAST}"`, 1],
    [`id eq "id-${LAST}"`, 1],
    ['userName sw "user-09999"', 10],
    ['emails.value sw "09999"', 10],
    [`active eq true and userName eq "user-${LAST}"`, 1],
    [`userName eq "nobody"`, 0],
  ])("%s matches %i and reads few rows", async (written, matches) => {
    const { total, read } = await measure({ filter: parseFilter(written) });
    expect(total).toBe(matches);
    expect(read).toBeLessThanOrEqual(10 + 5 * matches);
  });

  it.each(['userName gt "user-099989"', 'meta.lastModified gt "2026-01-02T03:46:30Z"'])(
    "%s reads the matching values, and no more than each resource once",
    async (written) => {
      const { total, read } = await measure({ filter: parseFilter(written) });
      expect(total).toBe(10);
      expect(read).toBeLessThanOrEqual(USERS + 100);
    },
  );

  it.each(["userName", "meta.lastModified", "emails.value"])(
    "a page sorted by %s reads about its length",
    async (name) => {
      const by = lookUpName(UserType.tree, name);
      if (by === undefined) throw new Error(name);
      for (const descending of [false, true]) {
        const { total, read } = await measure({ sort: { by, descending } });
        expect(total).toBe(USERS);
        expect(read).toBeLessThanOrEqual(100);
      }
    },
  );

  it("a page at the end of the list reads no more than a range of it", async () => {
    const { total, read } = await measure({ startIndex: USERS - 20 });
    expect(total).toBe(USERS);
    expect(read).toBeLessThanOrEqual(8_192 + 100);
  });
});
