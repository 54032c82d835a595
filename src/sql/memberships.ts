/** Changes the element of a member in all its groups, in a number of statements that does not depend on the groups. */
import { deepEqual } from "../internal/values.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { nextMeta, versionOf } from "../server/store/meta.ts";
import { numberIn, type Row, stringIn } from "./connection.ts";
import { updateValues } from "./index-rows.ts";
import { keysOfValues, type MemberScope } from "./member-rows.ts";
import { integerRows, Parameters } from "./statement.ts";
import { resourceIn } from "./type-plans.ts";
import { valueRows } from "./value-rows.ts";

/** A group before and after the change, without its members. */
interface ChangedGroup {
  readonly seq: number;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/**
 * Replaces the element of a member, or removes it, inside a transaction.
 *
 * @param element - undefined to remove the member.
 * @returns how many groups have changed.
 */
export async function changeMembershipRows(
  scope: MemberScope,
  member: string,
  element: JsonObject | undefined,
  now: Date,
): Promise<number> {
  const [key = ""] = await keysOfValues([member], scope.plan);
  const rows = await lockGroupsOf(scope, key);
  const groups = rows
    .filter((row) => element === undefined || !deepEqual(JSON.parse(stringIn(row, "element")), element))
    .map((row): ChangedGroup => {
      const before = resourceIn(row);
      return { seq: numberIn(row, "seq"), before, after: { ...before, meta: nextMeta(before, now) } };
    });
  if (groups.length === 0) return 0;
  const changed = groups.map(({ seq }) => seq);
  await writeElement(scope, key, changed, element);
  await writeMeta(scope, groups);
  // Nothing but `meta` differs, so only its values are compared.
  const paths = [...scope.plan.searchable.values()].filter(({ locator }) => locator.attribute === "meta");
  await updateValues(
    scope,
    groups.map(({ seq, before, after }) => ({ seq, before: valueRows(before, paths), after: valueRows(after, paths) })),
  );
  return groups.length;
}

/** The groups that have a member, which no other transaction changes until this one ends. */
async function lockGroupsOf({ connection, dialect, tenant, plan }: MemberScope, key: string): Promise<readonly Row[]> {
  const parameters = new Parameters(dialect);
  return await parameters.run(
    connection,
    `SELECT r.seq, r.meta, r.doc, m.doc AS element FROM ${parameters.table("member")} m
    JOIN ${parameters.table("resource")} r ON r.tenant = m.tenant AND r.type = m.type AND r.seq = m.seq
    WHERE m.tenant = ${parameters.string(tenant)} AND m.type = ${parameters.string(plan.type.name)}
    AND m.key = ${parameters.string(key)} ORDER BY r.seq${dialect.forUpdate}`,
  );
}

async function writeElement(
  { connection, dialect, tenant, plan }: MemberScope,
  key: string,
  groups: readonly number[],
  element: JsonObject | undefined,
): Promise<void> {
  const parameters = new Parameters(dialect);
  const table = parameters.table("member");
  const change =
    element === undefined
      ? `DELETE FROM ${table}`
      : `UPDATE ${table} SET doc = ${parameters.string(JSON.stringify(element))}`;
  await parameters.run(
    connection,
    `${change} WHERE tenant = ${parameters.string(tenant)} AND type = ${parameters.string(plan.type.name)}
    AND key = ${parameters.string(key)} AND seq IN (SELECT g.seq FROM ${parameters.rows(integerRows("seq", groups), "g")})`,
  );
}

async function writeMeta(
  { connection, dialect, tenant, plan }: MemberScope,
  groups: readonly ChangedGroup[],
): Promise<void> {
  const parameters = new Parameters(dialect);
  const rows = parameters.rows(
    {
      columns: [
        { name: "seq", type: "integer" },
        { name: "version", type: "text" },
        { name: "meta", type: "text" },
      ],
      rows: groups.map(({ seq, after }) => [seq, versionOf(after), JSON.stringify(after["meta"])]),
    },
    "e",
  );
  await parameters.run(
    connection,
    `UPDATE ${parameters.table("resource")} AS r SET version = e.version, meta = e.meta FROM ${rows}
    WHERE r.tenant = ${parameters.string(tenant)} AND r.type = ${parameters.string(plan.type.name)} AND r.seq = e.seq`,
  );
}
