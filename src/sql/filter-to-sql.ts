/**
 * Translates a filter to a condition on the rows of `resource`, in the meaning of `compileFilter`.
 *
 * Every condition is true or false, never NULL. What the tables cannot decide becomes a condition that holds for every
 * match and for others as well, and the filter is then evaluated on the resources that are left.
 */
import type { CompareOperator, Filter, FilterNode } from "../filter/ast.ts";
import { elementLookup, isSecret, type NameLookup, resourceLookup } from "../filter/name-lookup.ts";
import { isStorable } from "../internal/code-points.ts";
import { comparisonKey } from "../internal/comparison-key.ts";
import type { AttributeNode, AttributePath } from "../models/attribute-tree.ts";
import type { Parameters } from "./statement.ts";
import { VALUE_KIND } from "./tables.ts";
import type { TypePlan } from "./type-plan.ts";
import { indexKey } from "./unique-keys.ts";
import { conditionOnKey } from "./value-condition.ts";

/** A condition in SQL. */
export interface Condition {
  readonly sql: string;
  /** Whether it holds for the matches of the filter only. */
  readonly isExact: boolean;
}

/** What a translation needs. */
export interface FilterScope {
  readonly plan: TypePlan;
  readonly tenant: string;
  readonly parameters: Parameters;
  /**
   * Whether another condition leaves few resources, so that looking up each of them costs less than listing all that
   * match. Default: false.
   */
  readonly fewLeft?: boolean;
  /** Paths of the attributes that the tables do not hold; they are added here. */
  readonly unsearchable: Set<string>;
}

const TRUE = "1 = 1";
const FALSE = "1 = 0";

/** Nothing is known. */
const UNDECIDED: Condition = { sql: TRUE, isExact: false };

/** A test of one row of `resource_value`, on an alias. */
type RowTest = (alias: string) => string;

/**
 * Translates a filter, which `compileFilter` accepts. The rows of `resource`, or of `resource_value`, have the alias
 * `r`.
 */
export async function filterToSql(filter: Filter, scope: FilterScope): Promise<Condition> {
  switch (filter.kind) {
    case "compare":
      return await compareToSql(filter, scope);
    case "present":
      return presentToSql(filter.path, scope);
    case "and":
    case "or":
      return await operandsToSql(filter, scope);
    case "not":
      return negate(await filterToSql(filter.operand, scope));
    case "valuePath":
      return await valuePathToSql(filter, scope);
  }
}

async function operandsToSql(filter: FilterNode<"and" | "or">, scope: FilterScope): Promise<Condition> {
  const { kind, operands } = filter;
  const first = kind === "and" ? operands.findIndex(isSelective) : -1;
  const conditions: Condition[] = [];
  for (const [index, operand] of operands.entries()) {
    const fewLeft = scope.fewLeft === true || (first >= 0 && index !== first);
    conditions.push(await filterToSql(operand, { ...scope, fewLeft }));
  }
  return join(conditions, kind);
}

/** Whether few resources are likely to match. */
function isSelective(filter: Filter): boolean {
  switch (filter.kind) {
    case "compare":
      return filter.operator === "eq" && (typeof filter.value === "string" || typeof filter.value === "number");
    case "and":
      return filter.operands.some(isSelective);
    case "or":
      return filter.operands.every(isSelective);
    case "valuePath":
      return isSelective(filter.filter);
    case "not":
    case "present":
      return false;
  }
}

/** Resources that one of the rows `alias` belongs to. */
function amongRows(table: string, alias: string, condition: string, { fewLeft = false }: FilterScope): string {
  return fewLeft
    ? `EXISTS (SELECT 1 FROM ${table} ${alias} WHERE ${condition} AND ${alias}.seq = r.seq)`
    : `r.seq IN (SELECT ${alias}.seq FROM ${table} ${alias} WHERE ${condition})`;
}

function join(operands: readonly Condition[], kind: "and" | "or"): Condition {
  const conditions = operands.map(({ sql }) => sql);
  return {
    sql: `(${conditions.join(kind === "and" ? " AND " : " OR ")})`,
    isExact: operands.every(({ isExact }) => isExact),
  };
}

/** The negation of a condition that holds for too many resources would miss some. */
function negate({ sql, isExact }: Condition): Condition {
  return isExact ? { sql: `NOT (${sql})`, isExact } : UNDECIDED;
}

async function compareToSql(filter: FilterNode<"compare">, scope: FilterScope): Promise<Condition> {
  const { path, operator, value } = filter;
  if (operator === "ne") return negate(await compareToSql({ ...filter, operator: "eq" }, scope));
  if (value === null) return negate(presentToSql(path, scope));
  const { plan } = scope;
  const named = resourceLookup(plan.type.tree)(path)?.node;
  const node = named && comparedNode(named);
  if (node === undefined) return UNDECIDED;
  if (node.path === "id") return idToSql(operator, String(value), node, scope);
  if (plan.members !== undefined && node === plan.members.subAttributes.get("value")) {
    return await memberToSql(operator, String(value), node, scope);
  }
  if (!plan.searchable.has(node.path)) return undecided(node.path, scope);
  const test = conditionOnKey(node, operator, value, scope.parameters);
  return test === undefined ? UNDECIDED : exact(resourcesWith(node.path, test, scope));
}

/** A complex attribute without a sub-attribute means its `value`. */
function comparedNode(node: AttributeNode): AttributeNode {
  const value = node.subAttributes.get("value");
  return value === undefined || isSecret(value) ? node : value;
}

function presentToSql(path: AttributePath, scope: FilterScope): Condition {
  const { plan, parameters, tenant } = scope;
  const node = resourceLookup(plan.type.tree)(path)?.node;
  if (node === undefined) return UNDECIDED;
  if (node.path === "id") return exact(TRUE);
  if (node === plan.members) return withMembers(scope);
  if (node.type === "complex" || !plan.searchable.has(node.path)) return undecided(node.path, scope);
  const owner = `p.tenant = ${parameters.string(tenant)} AND p.type = ${parameters.string(plan.type.name)}`;
  const value = `p.path = ${parameters.string(node.path)} AND ${isPresent("p")}`;
  return exact(amongRows(parameters.table("resource_value"), "p", `${owner} AND ${value}`, scope));
}

/** Groups with members; an empty object among them is not a value. */
function withMembers(scope: FilterScope): Condition {
  const { plan, parameters, tenant } = scope;
  const owner = `m.tenant = ${parameters.string(tenant)} AND m.type = ${parameters.string(plan.type.name)}`;
  return { sql: amongRows(parameters.table("member"), "m", owner, scope), isExact: false };
}

/** The empty string is absent. */
function isPresent(alias: string): string {
  const { comparable, opaque } = VALUE_KIND;
  return `((${alias}.kind = ${comparable} AND ${alias}.key <> '') OR ${alias}.kind = ${opaque})`;
}

function idToSql(operator: CompareOperator, value: string, node: AttributeNode, scope: FilterScope): Condition {
  if (operator !== "eq") return UNDECIDED;
  if (!isStorable(value)) return exact(FALSE);
  const { plan, parameters, tenant } = scope;
  const owner = `i.tenant = ${parameters.string(tenant)} AND i.type = ${parameters.string(plan.type.name)}`;
  const id = `i.id = ${parameters.string(comparisonKey(value, node))}`;
  return exact(amongRows(parameters.table("resource"), "i", `${owner} AND ${id}`, scope));
}

async function memberToSql(
  operator: CompareOperator,
  value: string,
  node: AttributeNode,
  scope: FilterScope,
): Promise<Condition> {
  const { plan, parameters, tenant } = scope;
  if (operator !== "eq") return UNDECIDED;
  if (!isStorable(value)) return exact(FALSE);
  const owner = `m.tenant = ${parameters.string(tenant)} AND m.type = ${parameters.string(plan.type.name)}`;
  const key = parameters.string(await indexKey(comparisonKey(value, node)));
  // The key of a member without a string as its value is no value.
  return {
    sql: amongRows(parameters.table("member"), "m", `${owner} AND m.key = ${key}`, scope),
    isExact: !value.startsWith("{"),
  };
}

/** Resources with a value that passes a test. */
function resourcesWith(path: string, test: RowTest, scope: FilterScope, and = ""): string {
  const { plan, parameters, tenant } = scope;
  const owner = `v.tenant = ${parameters.string(tenant)} AND v.type = ${parameters.string(plan.type.name)}`;
  const value = `v.path = ${parameters.string(path)} AND v.kind = ${VALUE_KIND.comparable} AND ${test("v")}`;
  return amongRows(parameters.table("resource_value"), "v", `${owner} AND ${value}${and}`, scope);
}

/**
 * One element must satisfy the whole inner filter. Comparisons that an `and` joins are correlated by the position of
 * the element; any other inner filter only narrows.
 */
async function valuePathToSql({ path, filter }: FilterNode<"valuePath">, scope: FilterScope): Promise<Condition> {
  const { members } = scope.plan;
  const attribute = resourceLookup(scope.plan.type.tree)(path)?.node;
  if (attribute === undefined) return UNDECIDED;
  const lookup = elementLookup(attribute);
  if (attribute === members) {
    const node = filter.kind === "compare" && filter.operator === "eq" ? lookup(filter.path)?.node : undefined;
    const isValue = filter.kind === "compare" && node !== undefined && node === members.subAttributes.get("value");
    return isValue && filter.value !== null ? await memberToSql("eq", String(filter.value), node, scope) : UNDECIDED;
  }
  const alternatives = filter.kind === "or" ? filter.operands : [filter];
  return join(
    alternatives.map((alternative) => elementToSql(alternative, lookup, scope)),
    "or",
  );
}

function elementToSql(filter: Filter, lookup: NameLookup, scope: FilterScope): Condition {
  const operands = filter.kind === "and" ? filter.operands : [filter];
  const tests = operands.map((operand) => elementTest(operand, lookup, scope));
  const [first, ...others] = tests.filter((test) => test !== undefined);
  if (first === undefined) return UNDECIDED;
  const { plan, parameters, tenant } = scope;
  const correlated = others.map(({ path, test }) => {
    const owner = `w.tenant = ${parameters.string(tenant)} AND w.type = ${parameters.string(plan.type.name)}`;
    const value = `w.path = ${parameters.string(path)} AND w.kind = ${VALUE_KIND.comparable} AND ${test("w")}`;
    return ` AND EXISTS (SELECT 1 FROM ${parameters.table("resource_value")} w WHERE ${owner} AND w.seq = v.seq AND w.pos = v.pos AND ${value})`;
  });
  const sql = resourcesWith(first.path, first.test, scope, correlated.join(""));
  return { sql, isExact: others.length + 1 === tests.length };
}

/** The test of one comparison between brackets; undefined where the tables cannot decide it. */
function elementTest(
  filter: Filter,
  lookup: NameLookup,
  scope: FilterScope,
): { readonly path: string; readonly test: RowTest } | undefined {
  if (filter.kind !== "compare" || filter.operator === "ne" || filter.value === null) return undefined;
  const node = lookup(filter.path)?.node;
  if (node === undefined || node.type === "complex") return undefined;
  if (!scope.plan.searchable.has(node.path)) {
    scope.unsearchable.add(node.path);
    return undefined;
  }
  // Entra writes `primary eq "True"`.
  const value = node.type === "boolean" ? String(filter.value).toLowerCase() === "true" : filter.value;
  const test = conditionOnKey(node, filter.operator, value, scope.parameters);
  return test === undefined ? undefined : { path: node.path, test };
}

function exact(sql: string): Condition {
  return { sql, isExact: true };
}

function undecided(path: string, { unsearchable }: FilterScope): Condition {
  unsearchable.add(path);
  return UNDECIDED;
}
