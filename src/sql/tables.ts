/** The tables of the store, as numbered migrations. */
import type { Dialect } from "./dialect.ts";

/** A step from one version of the tables to the next. It never changes once it was released. */
export interface Migration {
  /** Counted from 1. */
  readonly version: number;
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The statements, in order. */
  statements(dialect: Dialect): readonly string[];
}

/** The kinds of rows in `resource_value`, in the order in which they sort. */
export const VALUE_KIND = {
  /** A value that comparisons see. */
  comparable: 0,
  /** A value of another type than that of its attribute: present, but equal to nothing. */
  opaque: 1,
  /** Stands for a resource without a value in sorted lists. */
  missing: 2,
} as const;

/** Every migration. */
export const MIGRATIONS: readonly Migration[] = [{ version: 1, name: "resources", statements: createResources }];

/**
 * - `resource`: `doc` is the JSON of a resource without `meta` and members, `meta` that of its `meta`; `seq` is the
 *   order of creation.
 * - `resource_key`: the unique values.
 * - `resource_value`: the values of searchable attributes, as keys that compare by code point. `pos` is the place in
 *   the list, `full` the key where it is too long for an index, `sort` 1 for the row by which the resource sorts.
 * - `member`: the members of groups, in the order of `pos`.
 * - `bucket`: how many resources there are in each range of `seq`.
 * - `indexed`: the attributes of each resource type that `resource_key` and `resource_value` hold.
 */
function createResources(dialect: Dialect): readonly string[] {
  const { string, integer, sequence, identity, orderedByKey } = dialect.ddl;
  const owner = `tenant ${string} NOT NULL, type ${string} NOT NULL`;
  const name = (table: string): string => dialect.table(table);
  return [
    `CREATE TABLE ${name("resource")} (
      seq ${sequence}, ${owner}, id ${string} NOT NULL, version ${string} NOT NULL, meta ${string}, doc ${string} NOT NULL,
      ${identity} (tenant, type, id), UNIQUE (tenant, type, seq)
    )`,
    `CREATE TABLE ${name("resource_key")} (
      ${owner}, path ${string} NOT NULL, key ${string} NOT NULL, seq ${integer} NOT NULL,
      PRIMARY KEY (tenant, type, path, key)
    )${orderedByKey}`,
    `CREATE INDEX resource_key_seq ON ${name("resource_key")} (tenant, type, seq)`,
    `CREATE TABLE ${name("resource_value")} (
      ${owner}, path ${string} NOT NULL, kind ${integer} NOT NULL, key ${string} NOT NULL, seq ${integer} NOT NULL,
      pos ${integer} NOT NULL, sort ${integer} NOT NULL, "full" ${string},
      PRIMARY KEY (tenant, type, path, kind, key, seq, pos)
    )${orderedByKey}`,
    `CREATE INDEX resource_value_seq ON ${name("resource_value")} (tenant, type, seq)`,
    `CREATE TABLE ${name("member")} (
      ${owner}, seq ${integer} NOT NULL, pos ${integer} NOT NULL, key ${string} NOT NULL, doc ${string} NOT NULL,
      PRIMARY KEY (tenant, type, seq, key)
    )${orderedByKey}`,
    `CREATE INDEX member_pos ON ${name("member")} (tenant, type, seq, pos)`,
    `CREATE INDEX member_key ON ${name("member")} (tenant, type, key, seq)`,
    `CREATE TABLE ${name("bucket")} (
      ${owner}, bucket ${integer} NOT NULL, shard ${integer} NOT NULL, n ${integer} NOT NULL,
      PRIMARY KEY (tenant, type, bucket, shard)
    )${orderedByKey}`,
    `CREATE TABLE ${name("indexed")} (
      type ${string} NOT NULL, path ${string} NOT NULL, purpose ${string} NOT NULL, PRIMARY KEY (type, path, purpose)
    )${orderedByKey}`,
  ];
}
