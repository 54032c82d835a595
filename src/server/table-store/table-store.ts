/** A store over a table that an app already has, adapted by a few functions on rows. */
import { ScimError } from "../../errors.ts";
import type { CompareOperator } from "../../filter/ast.ts";
import { compileFilter } from "../../filter/compile.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { assertAffordable } from "../store/filter-cost.ts";
import { membersAttribute } from "../store/group-attributes.ts";
import { versionOf } from "../store/meta.ts";
import { sortResources } from "../store/resource-order.ts";
import type { Store, StoreContext, StorePage, StoreQuery, WriteOutcome } from "../store/store.ts";
import { pushDownFilter, type TableCapabilities, type TableCondition } from "./table-filter.ts";
import { completeResource } from "./table-row.ts";

/** Which rows are wanted. */
export interface RowQuery {
  /**
   * Conditions that must all hold. The table may also return rows for which they do not hold, but must return every row
   * for which they do.
   */
  readonly conditions: readonly TableCondition[];
  /** Number of rows to skip, in a stable order: by key, or by time of creation. */
  readonly offset: number;
  /** Maximum number of rows. */
  readonly limit: number;
}

/** The outcome of a write of a row. */
export type RowOutcome<Row> =
  /** Success. */
  | {
      /** The row was written. */
      readonly kind: "stored";
      /** The row as stored. */
      readonly row: Row;
    }
  /** Rejected: another row has the value of a unique attribute. */
  | {
      /** The handler responds with 409. */
      readonly kind: "duplicate";
      /** Path of the attribute, such as `userName`. */
      readonly path: string;
    }
  /** Rejected: the row was changed or removed since it was read. */
  | {
      /** The handler repeats the write on the current row, or responds with 412. */
      readonly kind: "stale";
    };

/** Options of {@link tableStore}: a description of the table, and functions on its rows. */
export interface TableStoreOptions<Row> {
  /** The resource type of the rows, such as `UserType`. */
  readonly type: ResourceType;
  /**
   * The resource of a row: `id` and attributes with canonical names, extensions under their URN, and what the table
   * knows of `meta`. Null and undefined mean no value; a `Date` becomes a dateTime. Attributes without a column are
   * left out, and are then not stored.
   */
  rowToResource(row: Row): Readonly<Record<string, unknown>>;
  /** A value that changes with every write of the row: preferably a counter, or a time of sufficient precision. */
  version(row: Row): string | number;
  /**
   * Columns that the table can compare, by the path of the attribute: `{ userName: "email", "emails.value": "email" }`.
   * Default: none.
   */
  readonly columns?: Readonly<Record<string, string>>;
  /** Operators that the table supports. Default: `eq`. */
  readonly operators?: readonly CompareOperator[];
  /**
   * Whether the table compares exactly as SCIM does, in particular with regard to case. Filters that consist of
   * conditions only are then paged and counted by the table, whatever their number of matches. Default: false, so that
   * the adapter examines every match again.
   */
  readonly exact?: boolean;
  /**
   * Maximum number of rows to read for a filter or sort that the table cannot evaluate; more rows fail with 400
   * `tooMany`. Default: 10,000.
   */
  readonly maxRows?: number;
  /** The row with this id. */
  find(tenant: string, id: string, context: StoreContext): Awaitable<Row | undefined>;
  /** A page of rows. */
  select(tenant: string, query: RowQuery, context: StoreContext): Awaitable<readonly Row[]>;
  /** The number of rows for which all conditions hold; conditions are passed only where `exact` is set. */
  count(tenant: string, conditions: readonly TableCondition[], context: StoreContext): Awaitable<number>;
  /** Adds a row for a resource, with its id or one that the table assigns. */
  insert(tenant: string, resource: JsonObject, context: StoreContext): Awaitable<RowOutcome<Row>>;
  /** Updates a row to a resource, if the row is still as it was before: `UPDATE … WHERE id = ? AND version = ?`. */
  update(tenant: string, resource: JsonObject, before: Row, context: StoreContext): Awaitable<RowOutcome<Row>>;
  /** Removes a row, if it is still as it was before; false when nothing was removed. */
  remove(tenant: string, before: Row, context: StoreContext): Awaitable<boolean>;
  /** The store of resources of other types, such as another table. Default: none; creating one fails with 501. */
  readonly others?: Store;
}

/** Maximum number of attempts at a delete of any version, which is repeated when the row changes in the meantime. */
const MAX_ATTEMPTS = 200;

/**
 * A store over an existing table. Filters are pushed down to the table as far as `columns` and `operators` allow; the
 * rest is evaluated here, on at most `maxRows` rows.
 *
 * The table provides the guarantees of a store: uniqueness by a unique index for each of the `uniquePaths` of the
 * type that it has a column for, and writes that check the version in the same statement.
 *
 * @param options - a description of the table, and functions on its rows.
 * @example
 * ```ts
 * import { UserType } from "proxyclick-scim/models";
 * import { type TableStoreOptions, tableStore } from "proxyclick-scim/server";
 *
 * interface Row { id: string; email: string; enabled: boolean; revision: number }
 * declare const reads: Pick<TableStoreOptions<Row>, "find" | "select" | "count">;
 * declare const writes: Pick<TableStoreOptions<Row>, "insert" | "update" | "remove">;
 *
 * const store = tableStore<Row>({
 *   type: UserType,
 *   rowToResource: ({ id, email, enabled }) => ({ id, userName: email, active: enabled }),
 *   version: ({ revision }) => revision,
 *   columns: { userName: "email" },
 *   ...reads,
 *   ...writes,
 * });
 * ```
 */
export function tableStore<Row>(options: TableStoreOptions<Row>): Store {
  const { type, others } = options;
  const otherStore = others ?? EMPTY_STORE;
  const capabilities: TableCapabilities = {
    columns: new Map(Object.entries(options.columns ?? {})),
    operators: new Set(options.operators ?? ["eq"]),
  };
  const toResource = (row: Row): JsonObject => completeResource(options.rowToResource(row), options.version(row), type);
  const otherStoreFor = (wanted: ResourceType): Store | undefined =>
    wanted.name === type.name ? undefined : otherStore;
  const toOutcome = (outcome: RowOutcome<Row>): WriteOutcome =>
    outcome.kind === "stored" ? { kind: "stored", resource: toResource(outcome.row) } : outcome;

  return {
    async get(tenant, wanted, id, context) {
      const other = otherStoreFor(wanted);
      if (other !== undefined) return await other.get(tenant, wanted, id, context);
      const row = await options.find(tenant, id, context);
      return row === undefined ? undefined : toResource(row);
    },
    async query(tenant, wanted, query, context) {
      const other = otherStoreFor(wanted);
      if (other !== undefined) return await other.query(tenant, wanted, query, context);
      return await queryTable(options, capabilities, toResource, tenant, query, context);
    },
    async insert(tenant, wanted, resource, context) {
      const other = otherStoreFor(wanted);
      if (other !== undefined) return await other.insert(tenant, wanted, resource, context);
      return toOutcome(await options.insert(tenant, resource, context));
    },
    async replace(tenant, wanted, resource, expectedVersion, context) {
      const other = otherStoreFor(wanted);
      if (other !== undefined) return await other.replace(tenant, wanted, resource, expectedVersion, context);
      const before = await options.find(tenant, String(resource["id"]), context);
      if (before === undefined) return { kind: "missing" };
      if (versionOf(toResource(before)) !== expectedVersion) return { kind: "stale" };
      // The time may be over since the row was read.
      context.signal.throwIfAborted();
      return toOutcome(await options.update(tenant, resource, before, context));
    },
    async delete(tenant, wanted, id, expectedVersion, context) {
      const other = otherStoreFor(wanted);
      if (other !== undefined) return await other.delete(tenant, wanted, id, expectedVersion, context);
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const before = await options.find(tenant, id, context);
        if (before === undefined) return "missing";
        if (expectedVersion !== undefined && versionOf(toResource(before)) !== expectedVersion) return "stale";
        context.signal.throwIfAborted();
        if (await options.remove(tenant, before, context)) return "deleted";
      }
      return "stale";
    },
    ...optionalMethods(type, others),
  };
}

/** A store of no resources, into which none can be inserted. */
const EMPTY_STORE: Store = {
  get: () => Promise.resolve(undefined),
  query: () => Promise.resolve({ total: 0, resources: [] }),
  insert: (_tenant, { name }) =>
    Promise.reject(new ScimError(`Resources of the type ${name} are not supported.`, { status: 501 })),
  replace: () => Promise.resolve({ kind: "missing" }),
  delete: () => Promise.resolve("missing"),
};

/** Groups in another store keep its optional methods; groups in this table are read and replaced as a whole. */
function optionalMethods(type: ResourceType, others: Store | undefined): Pick<Store, "changeMembers" | "groupsOf"> {
  if (others === undefined || membersAttribute(type.tree) !== undefined) return {};
  return {
    ...(others.changeMembers === undefined ? {} : { changeMembers: others.changeMembers.bind(others) }),
    ...(others.groupsOf === undefined ? {} : { groupsOf: others.groupsOf.bind(others) }),
  };
}

async function queryTable<Row>(
  options: TableStoreOptions<Row>,
  capabilities: TableCapabilities,
  toResource: (row: Row) => JsonObject,
  tenant: string,
  { filter, sort, startIndex, count }: StoreQuery,
  context: StoreContext,
): Promise<StorePage> {
  const { type, maxRows = 10_000 } = options;
  const pushed = filter === undefined ? undefined : pushDownFilter(filter, type.tree, capabilities);
  const conditions = pushed?.conditions ?? [];
  const isPaged = sort === undefined && (pushed === undefined || (options.exact === true && pushed.isComplete));
  const offset = startIndex - 1;
  if (isPaged) {
    const total = await options.count(tenant, conditions, context);
    const rows = count === 0 ? [] : await options.select(tenant, { conditions, offset, limit: count }, context);
    return { total, resources: rows.map(toResource) };
  }
  const rows = await options.select(tenant, { conditions, offset: 0, limit: maxRows + 1 }, context);
  if (rows.length > maxRows) throw tooMany(maxRows);
  if (filter !== undefined) assertAffordable(filter, rows.length);
  const resources = rows.map(toResource);
  const found = filter === undefined ? resources : resources.filter(compileFilter(filter, type));
  const ordered = sort === undefined ? found : sortResources(found, sort);
  return { total: found.length, resources: ordered.slice(offset, offset + count) };
}

/** RFC 7644 §3.12, table 9. */
function tooMany(rows: number): ScimError {
  return new ScimError(
    `More than ${rows} resources would have to be examined; narrow the filter with "eq" on an identifying attribute.`,
    { status: 400, scimType: "tooMany" },
  );
}
