/**
 * Answers queries that the tables cannot decide alone: SQL narrows the resources, and the filter and the order are
 * those of the memory store.
 */
import { ScimError } from "../errors.ts";
import { compileFilter } from "../filter/compile.ts";
import type { Logger } from "../internal/logger.ts";
import { WorkBreaks } from "../internal/work-breaks.ts";
import {
  MemoryOrder,
  type MemoryView,
  pageOf,
  type ResourceSlot,
  viewOfFound,
} from "../server/memory-store/memory-view.ts";
import { locateValue } from "../server/store/attribute-values.ts";
import { assertAffordable } from "../server/store/filter-cost.ts";
import type { StorePage, StoreQuery } from "../server/store/store.ts";
import { numberIn, type Row } from "./connection.ts";
import { splitMembers } from "./member-rows.ts";
import { conditionOf, type ReadScope, resourcesIn } from "./page-query.ts";
import { sortsByMembers } from "./sort-order.ts";
import { Parameters } from "./statement.ts";

/** Resources that one query reads at most. They take about a second. */
const MAX_RESOURCES = 20_000;

/** Resources that are read by one statement. */
const BATCH_SIZE = 1_000;

/**
 * A page of a query.
 *
 * @param unsearchable - paths of the attributes that made reading the resources necessary.
 * @throws ScimError 400 `tooMany` (RFC 7644 §3.12, table 9) when more resources than the maximum would be read.
 */
export async function queryResources(
  query: StoreQuery,
  scope: ReadScope,
  unsearchable: ReadonlySet<string>,
  logger: Logger | undefined,
): Promise<StorePage> {
  const { filter, sort } = query;
  const matches = filter === undefined ? () => true : compileFilter(filter, scope.plan.type);
  const breaks = new WorkBreaks();
  const found: ResourceSlot[] = [];
  let read = 0;
  for (let last = 0; ; ) {
    const rows = await candidates(query, last, scope);
    read += rows.length;
    if (read > MAX_RESOURCES) throw tooMany(scope, unsearchable, logger);
    if (filter !== undefined) assertAffordable(filter, read);
    // The filter may look at members that the response leaves out.
    const resources = await resourcesIn(rows, { ...scope, withMembers: filter !== undefined || scope.withMembers });
    for (const [index, value] of resources.entries()) {
      last = numberIn(rows[index] ?? {}, "seq");
      if (matches(value)) found.push({ value, sequence: last });
    }
    if (rows.length < BATCH_SIZE) break;
    await breaks.takeBreak();
  }
  const resources = new Map(found.map(({ sequence, value }) => [sequence, value]));
  const ordered = sortsByMembers(sort, scope.plan) ? found.map(({ sequence }) => ({ sequence, value: {} })) : found;
  const view = viewInOrder(ordered, sort);
  const { slots, next } = pageOf(view, query);
  const shown = slots.map(({ sequence, value }) => resources.get(sequence) ?? value);
  const { withMembers, plan } = scope;
  return {
    total: view.length,
    resources: withMembers ? shown : shown.map((resource) => splitMembers(resource, plan).others),
    next,
  };
}

function viewInOrder(found: readonly ResourceSlot[], sort: StoreQuery["sort"]): MemoryView {
  const by = sort === undefined ? undefined : locateValue(sort.by);
  return sort === undefined || by === undefined ? viewOfFound(found) : new MemoryOrder(by, found).view(sort.descending);
}

/** The next resources that may match, in the order of creation. */
async function candidates({ filter }: StoreQuery, after: number, scope: ReadScope): Promise<readonly Row[]> {
  const { plan, tenant, connection, dialect, signal } = scope;
  const parameters = new Parameters(dialect);
  const { sql } = await conditionOf(filter, scope, parameters);
  return await parameters.run(
    connection,
    `SELECT r.seq, r.meta, r.doc FROM ${parameters.table("resource")} r
    WHERE r.tenant = ${parameters.string(tenant)} AND r.type = ${parameters.string(plan.type.name)}
    AND r.seq > ${parameters.integer(after)} AND ${sql} ORDER BY r.seq LIMIT ${BATCH_SIZE}`,
    signal,
  );
}

function tooMany({ plan }: ReadScope, unsearchable: ReadonlySet<string>, logger: Logger | undefined): ScimError {
  const attributes = [...unsearchable];
  logger?.warn?.(
    { type: plan.type.name, attributes },
    `A query was refused because it reads more than ${MAX_RESOURCES} resources: declare its attributes as searchable`,
  );
  const named = attributes.length === 0 ? "" : ` on ${attributes.map((path) => `"${path}"`).join(", ")}`;
  return new ScimError(
    `The query${named} has to examine more than ${MAX_RESOURCES} resources; add a condition with "eq" on an identifying attribute.`,
    { status: 400, scimType: "tooMany" },
  );
}
