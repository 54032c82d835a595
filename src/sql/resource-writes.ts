/** Writes resources, inside a transaction. */
import type { JsonObject } from "../models/attribute-tree.ts";
import { versionOf } from "../server/store/meta.ts";
import type { DeleteOutcome, WriteOutcome } from "../server/store/store.ts";
import { numberIn, type Row, stringIn } from "./connection.ts";
import { countResource } from "./counters.ts";
import { type ResourceScope, removeIndexRows, updateKeys, updateValues, writeKeys, writeValues } from "./index-rows.ts";
import { deleteMembers, insertMembers, type MemberScope, replaceMembers, splitMembers } from "./member-rows.ts";
import { Parameters } from "./statement.ts";
import { resourceIn } from "./type-plans.ts";
import { uniqueKeys } from "./unique-keys.ts";
import { valueRows } from "./value-rows.ts";

/** Rolls the transaction back: another resource has the value of a unique attribute. */
export class DuplicateValue extends Error {
  override readonly name = "DuplicateValue";
  readonly path: string;

  constructor(path: string) {
    super(`Another resource has the same ${path}`);
    this.path = path;
  }
}

/** Adds a resource, which has no secrets. @throws DuplicateValue */
export async function insertRow(scope: MemberScope, id: string, resource: JsonObject): Promise<WriteOutcome> {
  const { connection, dialect, tenant, plan } = scope;
  const { others, elements = [] } = splitMembers(resource, plan);
  const { meta, doc } = toColumns(others);
  const parameters = new Parameters(dialect);
  const row = [tenant, plan.type.name, id, versionOf(resource), meta, doc].map((value) => parameters.string(value));
  const [inserted] = await parameters.run(
    connection,
    `INSERT INTO ${parameters.table("resource")} (tenant, type, id, version, meta, doc) VALUES (${row.join(", ")})
    ON CONFLICT (tenant, type, id) DO NOTHING RETURNING seq`,
  );
  if (inserted === undefined) return { kind: "duplicate", path: "id" };
  const written = { ...scope, seq: numberIn(inserted, "seq") };
  rejectDuplicate(await writeKeys(written, await uniqueKeys(resource, plan.unique)));
  await writeValues(written, valueRows(others, plan.searchable.values()));
  await insertMembers(scope, written.seq, elements);
  await countResource({ ...scope, type: plan.type.name }, written.seq, 1);
  return { kind: "stored", resource };
}

/** Replaces a resource that has the expected version. @throws DuplicateValue */
export async function replaceRow(
  scope: MemberScope,
  id: string,
  resource: JsonObject,
  expectedVersion: string,
): Promise<WriteOutcome> {
  const { plan } = scope;
  const row = await lockRow(scope, id);
  if (row === undefined) return { kind: "missing" };
  if (stringIn(row, "version") !== expectedVersion) return { kind: "stale" };
  const { others, elements = [] } = splitMembers(resource, plan);
  const written = { ...scope, seq: numberIn(row, "seq") };
  const before = resourceIn(row);
  rejectDuplicate(
    await updateKeys(written, await uniqueKeys(before, plan.unique), await uniqueKeys(others, plan.unique)),
  );
  await updateDocument(written, before, others);
  if (plan.members !== undefined) await replaceMembers(scope, written.seq, elements);
  return { kind: "stored", resource };
}

/** Writes a resource without its members over the one before. */
export async function updateDocument(scope: ResourceScope, before: JsonObject, after: JsonObject): Promise<void> {
  const { connection, dialect, tenant, plan, seq } = scope;
  const searchable = [...plan.searchable.values()];
  await updateValues(scope, [{ seq, before: valueRows(before, searchable), after: valueRows(after, searchable) }]);
  const { meta, doc } = toColumns(after);
  const parameters = new Parameters(dialect);
  await parameters.run(
    connection,
    `UPDATE ${parameters.table("resource")} SET version = ${parameters.string(versionOf(after))},
    meta = ${parameters.string(meta)}, doc = ${parameters.string(doc)} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(seq)}`,
  );
}

/** Removes a resource, if it has the expected version. */
export async function deleteRow(
  scope: MemberScope,
  id: string,
  expectedVersion: string | undefined,
): Promise<DeleteOutcome> {
  const { connection, dialect, tenant, plan } = scope;
  const row = await lockRow(scope, id);
  if (row === undefined) return "missing";
  if (expectedVersion !== undefined && stringIn(row, "version") !== expectedVersion) return "stale";
  const written = { ...scope, seq: numberIn(row, "seq") };
  const parameters = new Parameters(dialect);
  await parameters.run(
    connection,
    `DELETE FROM ${parameters.table("resource")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND seq = ${parameters.integer(written.seq)}`,
  );
  await removeIndexRows(written);
  if (plan.members !== undefined) await deleteMembers(scope, written.seq);
  await countResource({ ...scope, type: plan.type.name }, written.seq, -1);
  return "deleted";
}

/** The row of a resource, which no other transaction changes until this one ends. */
export async function lockRow(
  { connection, dialect, tenant, plan }: MemberScope,
  id: string,
): Promise<Row | undefined> {
  const parameters = new Parameters(dialect);
  const [row] = await parameters.run(
    connection,
    `SELECT seq, version, meta, doc FROM ${parameters.table("resource")} WHERE tenant = ${parameters.string(tenant)}
    AND type = ${parameters.string(plan.type.name)} AND id = ${parameters.string(id)}${dialect.forUpdate}`,
  );
  return row;
}

function toColumns({ meta, ...others }: JsonObject): { readonly meta: string | null; readonly doc: string } {
  return { meta: meta === undefined ? null : JSON.stringify(meta), doc: JSON.stringify(others) };
}

function rejectDuplicate(path: string | undefined): void {
  if (path !== undefined) throw new DuplicateValue(path);
}
