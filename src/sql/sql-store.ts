/** The store of a SCIM service in a SQL database. */
import { compileFilter } from "../filter/compile.ts";
import { isStorable } from "../internal/code-points.ts";
import { isDeeperThan, MAX_DEPTH } from "../internal/depth.ts";
import type { Logger } from "../internal/logger.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { locateValue } from "../server/store/attribute-values.ts";
import { assertStorable, checksStrings } from "../server/store/storable-strings.ts";
import type {
  DeleteOutcome,
  MemberChanges,
  MembersOutcome,
  Store,
  StoreContext,
  StorePage,
  StoreQuery,
  WriteOutcome,
} from "../server/store/store.ts";
import { numberIn, type SqlConnection, type SqlDatabase, stringIn } from "./connection.ts";
import { changeMemberRows, keysOfValues, type MemberScope } from "./member-rows.ts";
import { changeMembershipRows } from "./memberships.ts";
import { conditionOf, queryPage, type ReadScope, resourcesIn } from "./page-query.ts";
import { queryResources } from "./residual-query.ts";
import { DuplicateValue, deleteRow, insertRow, lockRow, replaceRow, updateDocument } from "./resource-writes.ts";
import { sqlOrder } from "./sort-order.ts";
import { Parameters, stringRows } from "./statement.ts";
import type { TypePlan } from "./type-plan.ts";
import { resourceIn, TypePlans } from "./type-plans.ts";

/** Options of a store in a database. */
export interface SqlStoreOptions {
  /** Paths of searchable attributes besides the default ones, such as `title`. Default: none. */
  readonly searchable?: readonly string[] | undefined;
  /** Receives a warning when a query is refused because an attribute is not searchable. Default: none. */
  readonly logger?: Logger | undefined;
}

/** A store in a database whose tables are up to date. */
export class SqlStore implements Store {
  readonly [checksStrings] = true;
  readonly #database: SqlDatabase;
  readonly #plans: TypePlans;
  readonly #logger: Logger | undefined;

  constructor(database: SqlDatabase, { searchable = [], logger }: SqlStoreOptions = {}) {
    this.#database = database;
    this.#plans = new TypePlans(database, searchable);
    this.#logger = logger;
  }

  async get(tenant: string, type: ResourceType, id: string, context?: StoreContext): Promise<JsonObject | undefined> {
    if (!isStorable(id)) return undefined;
    const scope = this.#readScope(tenant, await this.#plans.of(type), context);
    const parameters = new Parameters(scope.dialect);
    const rows = await parameters.run(
      scope.connection,
      `SELECT seq, meta, doc FROM ${parameters.table("resource")} WHERE tenant = ${parameters.string(tenant)}
      AND type = ${parameters.string(type.name)} AND id = ${parameters.string(id)}`,
      scope.signal,
    );
    const [resource] = await resourcesIn(rows, scope);
    return resource;
  }

  async query(tenant: string, type: ResourceType, query: StoreQuery, context?: StoreContext): Promise<StorePage> {
    const plan = await this.#plans.of(type);
    const scope = this.#readScope(tenant, plan, context);
    const { filter, sort } = query;
    if (filter !== undefined) compileFilter(filter, type);
    const unsearchable = new Set<string>();
    const { isExact } = await conditionOf(filter, scope, new Parameters(scope.dialect), unsearchable);
    const order = sqlOrder(sort, plan);
    if (isExact && order !== undefined) return await queryPage(query, order, scope);
    if (order === undefined && sort !== undefined) unsearchable.add(locateValue(sort.by)?.node.path ?? "");
    return await queryResources(query, scope, unsearchable, this.#logger);
  }

  async insert(
    tenant: string,
    type: ResourceType,
    resource: JsonObject,
    context?: StoreContext,
  ): Promise<WriteOutcome> {
    assertWritable(resource);
    const plan = await this.#plans.of(type);
    const stored = plan.withoutSecrets(resource);
    return await this.#write(tenant, plan, (scope) => insertRow(scope, idOf(stored), stored), context);
  }

  async replace(
    tenant: string,
    type: ResourceType,
    resource: JsonObject,
    expectedVersion: string,
    context?: StoreContext,
  ): Promise<WriteOutcome> {
    assertWritable(resource);
    const plan = await this.#plans.of(type);
    const stored = plan.withoutSecrets(resource);
    const write = (scope: MemberScope) => replaceRow(scope, idOf(stored), stored, expectedVersion);
    return await this.#write(tenant, plan, write, context);
  }

  async delete(
    tenant: string,
    type: ResourceType,
    id: string,
    expectedVersion: string | undefined,
    context?: StoreContext,
  ): Promise<DeleteOutcome> {
    if (!isStorable(id)) return "missing";
    const plan = await this.#plans.of(type);
    return await this.#transaction(tenant, plan, (scope) => deleteRow(scope, id, expectedVersion), context);
  }

  async changeMembers(
    tenant: string,
    type: ResourceType,
    id: string,
    changes: MemberChanges,
    expectedVersion: string,
    context?: StoreContext,
  ): Promise<MembersOutcome> {
    assertStorable(changes.add, "members");
    const plan = await this.#plans.of(type);
    const remove = changes.remove.filter(isStorable);
    const write = async (scope: MemberScope): Promise<MembersOutcome> => {
      const row = isStorable(id) ? await lockRow(scope, id) : undefined;
      if (row === undefined) return { kind: "missing" };
      if (stringIn(row, "version") !== expectedVersion) return { kind: "stale" };
      const seq = numberIn(row, "seq");
      const isChanged = plan.members !== undefined && (await changeMemberRows(scope, seq, { ...changes, remove }));
      if (!isChanged) return { kind: "unchanged" };
      const before = resourceIn(row);
      const after = { ...before, meta: changes.meta };
      await updateDocument({ ...scope, seq }, before, after);
      return { kind: "stored", resource: after };
    };
    return await this.#transaction(tenant, plan, write, context);
  }

  async changeMemberships(
    tenant: string,
    type: ResourceType,
    member: string,
    element: JsonObject | undefined,
    now: Date,
    context?: StoreContext,
  ): Promise<number> {
    if (element !== undefined) assertStorable(element, "members");
    const plan = await this.#plans.of(type);
    if (plan.members === undefined || !isStorable(member)) return 0;
    const change = (scope: MemberScope) => changeMembershipRows(scope, member, element, now);
    return await this.#transaction(tenant, plan, change, context);
  }

  async groupsOf(
    tenant: string,
    type: ResourceType,
    members: readonly string[],
    context?: StoreContext,
  ): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
    const found = new Map<string, readonly JsonObject[]>();
    const plan = await this.#plans.of(type);
    const wanted = [...new Set(members)].filter(isStorable);
    if (plan.members === undefined || wanted.length === 0) return found;
    const { connection, dialect, signal } = this.#readScope(tenant, plan, context);
    const keys = await keysOfValues(wanted, plan);
    const parameters = new Parameters(dialect);
    const rows = await parameters.run(
      connection,
      `SELECT m.key, r.seq, r.meta, r.doc FROM ${parameters.rows(stringRows("key", [...new Set(keys)]), "k")}
      JOIN ${parameters.table("member")} m ON m.key = k.key
      JOIN ${parameters.table("resource")} r ON r.tenant = m.tenant AND r.type = m.type AND r.seq = m.seq
      WHERE m.tenant = ${parameters.string(tenant)} AND m.type = ${parameters.string(type.name)} ORDER BY r.seq`,
      signal,
    );
    const groups = new Map<string, JsonObject[]>();
    for (const row of rows) {
      const key = stringIn(row, "key");
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [resourceIn(row)]);
      else known.push(resourceIn(row));
    }
    for (const [index, member] of wanted.entries()) {
      const own = groups.get(keys[index] ?? "");
      if (own !== undefined) found.set(member, own);
    }
    return found;
  }

  #readScope(tenant: string, plan: TypePlan, context: StoreContext | undefined): ReadScope {
    const { members } = plan;
    const withMembers = members !== undefined && context?.omit?.includes(members.name) !== true;
    const { dialect } = this.#database;
    return { connection: this.#database, dialect, tenant, plan, withMembers, signal: this.#signalOf(context) };
  }

  /** The signal of a request is created when it is read. */
  #signalOf(context: StoreContext | undefined): AbortSignal | undefined {
    return this.#database.dialect.canCancel ? context?.signal : undefined;
  }

  async #write(
    tenant: string,
    plan: TypePlan,
    run: (scope: MemberScope) => Promise<WriteOutcome>,
    context: StoreContext | undefined,
  ): Promise<WriteOutcome> {
    try {
      return await this.#transaction(tenant, plan, run, context);
    } catch (error) {
      if (error instanceof DuplicateValue) return { kind: "duplicate", path: error.path };
      throw error;
    }
  }

  #transaction<Result>(
    tenant: string,
    plan: TypePlan,
    run: (scope: MemberScope) => Promise<Result>,
    context: StoreContext | undefined,
  ): Promise<Result> {
    const { dialect } = this.#database;
    const work = (connection: SqlConnection): Promise<Result> => run({ connection, dialect, tenant, plan });
    return this.#database.transaction(work, this.#signalOf(context));
  }
}

function idOf({ id }: JsonObject): string {
  if (typeof id !== "string") throw new TypeError('A stored resource needs an "id" that is a string.');
  return id;
}

function assertWritable(resource: JsonObject): void {
  if (isDeeperThan(resource, MAX_DEPTH)) {
    throw new TypeError(`A stored resource may be nested at most ${MAX_DEPTH} levels deep.`);
  }
  assertStorable(resource);
}
