/** A store over a table that an app already has: a few functions on rows, and the adapter does the rest. */
import { ScimError } from "../../errors.ts";
import type { CompareOperator } from "../../filter/ast.ts";
import { compileFilter } from "../../filter/compile.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { membersAttribute } from "../store/group-attributes.ts";
import { versionOf } from "../store/meta.ts";
import { sortResources } from "../store/resource-order.ts";
import type { Store, StoreContext, StorePage, StoreQuery, WriteOutcome } from "../store/store.ts";
import { type Comparable, pushFilter, type TableCondition } from "./table-filter.ts";
import { completeResource, type RowResource } from "./table-row.ts";

/** Which rows are asked for. */
export interface RowQuery {
  /** All of them must hold. A table may return rows for which they do not hold, but must not leave out any for which they do. */
  readonly conditions: readonly TableCondition[];
  /** How many rows to pass over, in an order that stays: by key, or by time of creation. */
  readonly offset: number;
  /** Most rows wanted. */
  readonly limit: number;
}

/** How a write of a row ended. */
export type RowOutcome<Row> =
  /** Done. */
  | {
      /** The row was written. */
      readonly kind: "stored";
      /** What is now in the table. */
      readonly row: Row;
    }
  /** Refused: another row has the value of a unique attribute. */
  | {
      /** Answered with 409. */
      readonly kind: "duplicate";
      /** Path of the attribute, such as `userName`. */
      readonly path: string;
    }
  /** Refused: the row was changed or removed since it was read. */
  | {
      /** The write is tried again on what is there now, or answered with 412. */
      readonly kind: "stale";
    };

/** Options of {@link tableStore}: what the adapter is told about a table. */
export interface TableStoreOptions<Row> {
  /** The resource type of the rows, such as `UserType`. */
  readonly type: ResourceType;
  /** The resource that a row is. Attributes that the table has no column for are left out, and are then not kept. */
  rowToResource(row: Row): RowResource;
  /** What changes with every write of the row: a counter, best of all, or a time of sufficient precision. */
  version(row: Row): string | number;
  /** Columns on which the table can compare, by the path of the attribute: `{ userName: "email", "emails.value": "email" }`. Default: none. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Operators that the table can compare with. Default: `eq`. */
  readonly operators?: readonly CompareOperator[];
  /**
   * Whether conditions are compared just as SCIM does, with regard to case above all. Then filters that are nothing but conditions are paged and counted by
   * the table, whatever their number of matches. Default: false: every match is looked at again.
   */
  readonly exact?: boolean;
  /** Most rows that are read for a filter or an order that the table cannot do; beyond, the answer is 400 `tooMany`. Default: 10,000. */
  readonly maxRows?: number;
  /** The row with this id. */
  find(tenant: string, id: string, context: StoreContext): Awaitable<Row | undefined>;
  /** Some rows. */
  select(tenant: string, query: RowQuery, context: StoreContext): Awaitable<readonly Row[]>;
  /** How many rows there are for which conditions hold; there are conditions only where `exact` is set. */
  count(tenant: string, conditions: readonly TableCondition[], context: StoreContext): Awaitable<number>;
  /** Adds a row for a resource, with its id or one of the table's own. */
  insert(tenant: string, resource: JsonObject, context: StoreContext): Awaitable<RowOutcome<Row>>;
  /** Changes a row into what a resource says, unless it is no longer as it was before: `UPDATE … WHERE id = ? AND version = ?`. */
  update(tenant: string, resource: JsonObject, before: Row, context: StoreContext): Awaitable<RowOutcome<Row>>;
  /** Removes a row, unless it is no longer as it was before; false when nothing was removed. */
  remove(tenant: string, before: Row, context: StoreContext): Awaitable<boolean>;
  /** Where resources of other types are kept, such as another table. Default: nowhere, so that there are none, and making one is answered 501. */
  readonly others?: Store;
}

/** A delete of any version is made again when somebody changes the row meanwhile, so often at most. */
const MAX_ROUNDS = 200;

/**
 * A store over a table that is already there. Filters are handed to the table as far as `columns` and `operators` go; what is left of them is evaluated
 * here, on at most `maxRows` rows.
 *
 * The table keeps the promises of a store: unique columns by a unique index, and writes that look at the version in the same statement.
 *
 * @param options - the functions on rows.
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
  const elsewhere = others ?? NOWHERE;
  const comparable: Comparable = {
    columns: new Map(Object.entries(options.columns ?? {})),
    operators: new Set(options.operators ?? ["eq"]),
  };
  const toResource = (row: Row): JsonObject => completeResource(options.rowToResource(row), options.version(row), type);
  const storeOf = (wanted: ResourceType): Store | undefined => (wanted.name === type.name ? undefined : elsewhere);
  const toOutcome = (outcome: RowOutcome<Row>): WriteOutcome =>
    outcome.kind === "stored" ? { kind: "stored", resource: toResource(outcome.row) } : outcome;

  return {
    async get(tenant, wanted, id, context) {
      const other = storeOf(wanted);
      if (other !== undefined) return await other.get(tenant, wanted, id, context);
      const row = await options.find(tenant, id, context);
      return row === undefined ? undefined : toResource(row);
    },
    async query(tenant, wanted, query, context) {
      const other = storeOf(wanted);
      if (other !== undefined) return await other.query(tenant, wanted, query, context);
      return await queryTable(options, comparable, toResource, tenant, query, context);
    },
    async insert(tenant, wanted, resource, context) {
      const other = storeOf(wanted);
      if (other !== undefined) return await other.insert(tenant, wanted, resource, context);
      return toOutcome(await options.insert(tenant, resource, context));
    },
    async replace(tenant, wanted, resource, expectedVersion, context) {
      const other = storeOf(wanted);
      if (other !== undefined) return await other.replace(tenant, wanted, resource, expectedVersion, context);
      const before = await options.find(tenant, String(resource["id"]), context);
      if (before === undefined) return { kind: "missing" };
      if (versionOf(toResource(before)) !== expectedVersion) return { kind: "stale" };
      return toOutcome(await options.update(tenant, resource, before, context));
    },
    async delete(tenant, wanted, id, expectedVersion, context) {
      const other = storeOf(wanted);
      if (other !== undefined) return await other.delete(tenant, wanted, id, expectedVersion, context);
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const before = await options.find(tenant, id, context);
        if (before === undefined) return "missing";
        if (expectedVersion !== undefined && versionOf(toResource(before)) !== expectedVersion) return "stale";
        if (await options.remove(tenant, before, context)) return "deleted";
      }
      return "stale";
    },
    ...memberCalls(type, others),
  };
}

/** Where nothing is kept. */
const NOWHERE: Store = {
  get: () => Promise.resolve(undefined),
  query: () => Promise.resolve({ total: 0, resources: [] }),
  insert: (_tenant, { name }) =>
    Promise.reject(new ScimError(`Resources of the type ${name} are not kept here.`, { status: 501 })),
  replace: () => Promise.resolve({ kind: "missing" }),
  delete: () => Promise.resolve("missing"),
};

/** Groups elsewhere keep their fast ways; groups in this table are read and replaced as a whole. */
function memberCalls(type: ResourceType, others: Store | undefined): Pick<Store, "changeMembers" | "groupsOf"> {
  if (others === undefined || membersAttribute(type.tree) !== undefined) return {};
  return {
    ...(others.changeMembers === undefined ? {} : { changeMembers: others.changeMembers.bind(others) }),
    ...(others.groupsOf === undefined ? {} : { groupsOf: others.groupsOf.bind(others) }),
  };
}

async function queryTable<Row>(
  options: TableStoreOptions<Row>,
  comparable: Comparable,
  toResource: (row: Row) => JsonObject,
  tenant: string,
  { filter, sort, startIndex, count }: StoreQuery,
  context: StoreContext,
): Promise<StorePage> {
  const { type, maxRows = 10_000 } = options;
  const pushed = filter === undefined ? undefined : pushFilter(filter, type.tree, comparable);
  const conditions = pushed?.conditions ?? [];
  const isPaged = sort === undefined && (pushed === undefined || (options.exact === true && pushed.isWhole));
  const offset = startIndex - 1;
  if (isPaged) {
    const total = await options.count(tenant, conditions, context);
    const rows = count === 0 ? [] : await options.select(tenant, { conditions, offset, limit: count }, context);
    return { total, resources: rows.map(toResource) };
  }
  const rows = await options.select(tenant, { conditions, offset: 0, limit: maxRows + 1 }, context);
  if (rows.length > maxRows) throw tooMany(maxRows);
  const resources = rows.map(toResource);
  const found = filter === undefined ? resources : resources.filter(compileFilter(filter, type));
  const ordered = sort === undefined ? found : sortResources(found, sort);
  return { total: found.length, resources: ordered.slice(offset, offset + count) };
}

/** RFC 7644 §3.12, table 9. */
function tooMany(rows: number): ScimError {
  return new ScimError(
    `More than ${rows} resources would have to be looked at; narrow the filter, with "eq" on an attribute that identifies.`,
    { status: 400, scimType: "tooMany" },
  );
}
