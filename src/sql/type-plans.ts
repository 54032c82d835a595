/**
 * The plans of the resource types that a store is used with, and the index rows of older resources.
 *
 * The database names the attributes that its index rows cover. A store that needs more of them adds the rows of the
 * resources that are there already, once; a store that needs fewer keeps them all up to date.
 */
import type { AttributeTree, JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { numberIn, type Row, type SqlConnection, type SqlDatabase, stringIn } from "./connection.ts";
import { writeKeys, writeValues } from "./index-rows.ts";
import { Parameters, stringRows } from "./statement.ts";
import { compileTypePlan, type TypePlan } from "./type-plan.ts";
import { uniqueKeys } from "./unique-keys.ts";
import { valueRows } from "./value-rows.ts";

/** Resources whose rows are added by one round of statements. */
const BATCH_SIZE = 500;

/** The plans of a store. */
export class TypePlans {
  readonly #database: SqlDatabase;
  readonly #searchable: readonly string[];
  readonly #plans = new WeakMap<AttributeTree, Promise<TypePlan>>();
  /** Plans that are ready, so that a call need not wait for them. */
  readonly #ready = new WeakMap<AttributeTree, TypePlan>();

  /** @param searchable - searchable attributes besides the default ones. */
  constructor(database: SqlDatabase, searchable: readonly string[]) {
    this.#database = database;
    this.#searchable = searchable;
  }

  /** The plan of a type; the first call brings the index rows up to date. */
  of(type: ResourceType): TypePlan | Promise<TypePlan> {
    return this.#ready.get(type.tree) ?? this.#prepare(type);
  }

  #prepare(type: ResourceType): Promise<TypePlan> {
    const known = this.#plans.get(type.tree);
    if (known !== undefined) return known;
    const plan = this.#load(type);
    this.#plans.set(type.tree, plan);
    plan.then(
      (ready) => this.#ready.set(type.tree, ready),
      () => this.#plans.delete(type.tree),
    );
    return plan;
  }

  async #load(type: ResourceType): Promise<TypePlan> {
    return await this.#database.transaction(async (connection) => {
      const indexed = await this.#indexed(connection, type);
      const recorded = indexed.filter(({ purpose }) => purpose === "value").map(({ path }) => path);
      const plan = compileTypePlan(type, [...this.#searchable, ...recorded]);
      const has = (path: string, purpose: string): boolean =>
        indexed.some((entry) => entry.path === path && entry.purpose === purpose);
      const values = [...plan.searchable.keys()].filter((path) => !has(path, "value"));
      const keys = plan.unique.map(({ path }) => path).filter((path) => !has(path, "key"));
      if (values.length > 0 || keys.length > 0) await this.#extend(connection, plan, new Set(values), new Set(keys));
      return plan;
    });
  }

  async #indexed(
    connection: SqlConnection,
    type: ResourceType,
  ): Promise<readonly { readonly path: string; readonly purpose: string }[]> {
    const parameters = new Parameters(this.#database.dialect);
    const rows = await parameters.run(
      connection,
      `SELECT path, purpose FROM ${parameters.table("indexed")} WHERE type = ${parameters.string(type.name)}`,
    );
    return rows.map((row) => ({ path: stringIn(row, "path"), purpose: stringIn(row, "purpose") }));
  }

  /** Adds the rows of all resources for some attributes. */
  async #extend(
    connection: SqlConnection,
    plan: TypePlan,
    values: ReadonlySet<string>,
    keys: ReadonlySet<string>,
  ): Promise<void> {
    const { dialect } = this.#database;
    const searchable = [...plan.searchable.values()].filter(({ path }) => values.has(path));
    const unique = plan.unique.filter(({ path }) => keys.has(path));
    for (let last = 0; ; ) {
      const rows = await this.#batch(connection, plan, last);
      for (const row of rows) {
        last = numberIn(row, "seq");
        const resource = resourceIn(row);
        const scope = { connection, dialect, tenant: stringIn(row, "tenant"), plan, seq: last };
        await writeValues(scope, valueRows(resource, searchable));
        await writeKeys(scope, await uniqueKeys(resource, unique));
      }
      if (rows.length < BATCH_SIZE) break;
    }
    for (const [purpose, paths] of [
      ["value", values],
      ["key", keys],
    ] as const) {
      const parameters = new Parameters(dialect);
      await parameters.run(
        connection,
        `INSERT INTO ${parameters.table("indexed")} (type, path, purpose)
        SELECT ${parameters.string(plan.type.name)}, p.path, ${parameters.string(purpose)}
        FROM ${parameters.rows(stringRows("path", [...paths]), "p")} WHERE true ON CONFLICT (type, path, purpose) DO NOTHING`,
      );
    }
  }

  async #batch(connection: SqlConnection, { type }: TypePlan, after: number): Promise<readonly Row[]> {
    const parameters = new Parameters(this.#database.dialect);
    return await parameters.run(
      connection,
      `SELECT tenant, seq, doc, meta FROM ${parameters.table("resource")} WHERE type = ${parameters.string(type.name)}
      AND seq > ${parameters.integer(after)} ORDER BY seq LIMIT ${BATCH_SIZE}`,
    );
  }
}

/** The members of a group, as they stand in its JSON. */
export interface MembersJson {
  /** Name of the attribute. */
  readonly name: string;
  readonly json: string;
}

/** The JSON of the resource in a row, with `meta` at its end. */
export function jsonOf(row: Row, members?: MembersJson): string {
  const meta = row["meta"];
  const doc = stringIn(row, "doc").slice(0, -1);
  const added = members === undefined ? "" : `,${JSON.stringify(members.name)}:${members.json}`;
  return typeof meta === "string" ? `${doc}${added},"meta":${meta}}` : `${doc}${added}}`;
}

/** The resource in a row. */
export function resourceIn(row: Row, members?: MembersJson): JsonObject {
  return JSON.parse(jsonOf(row, members));
}
