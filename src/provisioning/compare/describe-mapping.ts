/** Describes a synchronization schema as lines for people, one a rule, and the lines in which two schemas differ. */
import { isExpressionError } from "../../errors.ts";
import { parseExpression, printExpression } from "../../expression/index.ts";
import type { AttributeMapping, ObjectMapping, ScopingFilter } from "../mapping/schema.ts";

/** A line, and the name of the rule that it shows, by which rules of two schemas belong together. */
interface Rule {
  readonly name: string;
  readonly line: string;
}

/** A line that only one of two mappings has. */
interface MappingDifference {
  /** `-` for a line of the first mapping, `+` for one of the second. */
  readonly sign: "-" | "+";
  readonly line: string;
}

/** Describes the mapping of users: actions, filters, then attributes with their expressions. */
export function describeMapping(users: ObjectMapping): readonly string[] {
  return rulesOf(users).map(({ line }) => line);
}

/** Compares two mappings of users: the lines in which they differ, with those of one rule beside each other. */
export function compareMappings(first: ObjectMapping, second: ObjectMapping): readonly MappingDifference[] {
  const [before, after] = [linesByName(first), linesByName(second)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [old, changed] = [before.get(name) ?? [], after.get(name) ?? []];
    return [
      ...old.filter((line) => !changed.includes(line)).map((line) => ({ sign: "-", line }) as const),
      ...changed.filter((line) => !old.includes(line)).map((line) => ({ sign: "+", line }) as const),
    ];
  });
}

function linesByName(users: ObjectMapping): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, readonly string[]>();
  for (const { name, line } of rulesOf(users)) lines.set(name, [...(lines.get(name) ?? []), line]);
  return lines;
}

function rulesOf(users: ObjectMapping): readonly Rule[] {
  const { actions, attributes, scopingFilters, inputFilters, categoryFilters } = users;
  const allowed = (["create", "update", "delete"] as const).filter((action) => actions[action]);
  return [
    { name: "actions", line: `actions: ${allowed.length === 0 ? "none" : allowed.join(", ")}` },
    ...scopingFilters.map((filter) => describeFilter("scope", filter)),
    ...inputFilters.map((filter) => describeFilter("input filter", filter)),
    ...categoryFilters.map((filter) => describeFilter("category filter", filter)),
    ...attributes.map(describeAttribute),
  ];
}

function describeFilter(kind: string, { name, clauses }: ScopingFilter): Rule {
  const conditions = clauses.map(({ attribute, operator, values }) =>
    [attribute, operator, ...values.map((value) => JSON.stringify(value))].join(" "),
  );
  const title = `${kind} ${JSON.stringify(name)}`;
  return { name: title, line: `${title}: ${conditions.length === 0 ? "all" : conditions.join(" and ")}` };
}

function describeAttribute(mapping: AttributeMapping): Rule {
  const { target, expression, defaultValue, matchingPriority, flowType, flowBehavior, flowNullValues } = mapping;
  const notes = [
    ...(matchingPriority > 0 ? [`match ${matchingPriority}`] : []),
    ...(defaultValue === undefined ? [] : [`default ${JSON.stringify(defaultValue)}`]),
    ...(flowType === "Always" ? [] : [flowType]),
    ...(flowBehavior === "FlowWhenChanged" ? [] : [flowBehavior]),
    ...(flowNullValues ? ["null clears"] : []),
  ];
  const value = expression === undefined ? "(no expression)" : formatExpression(expression);
  return {
    name: target,
    line: `${target} = ${value}${notes.length === 0 ? "" : `  (${notes.join(", ")})`}`,
  };
}

/** The expression with standard spaces, so that two spellings of one expression are no difference. */
function formatExpression(expression: string): string {
  try {
    return printExpression(parseExpression(expression));
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return expression;
  }
}
