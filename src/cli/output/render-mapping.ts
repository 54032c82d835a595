/** Renders a synchronization schema as lines of text, one a rule, and the lines in which two schemas differ. */
import { isExpressionError } from "../../errors.ts";
import { parseExpression, printExpression } from "../../expression/index.ts";
import type { AttributeMapping, ScopingFilter, SynchronizationSchema } from "../../provisioning/index.ts";
import { printable } from "../process/printable.ts";

/** A line, and the name of the rule that it shows, by which rules of two schemas belong together. */
interface Rule {
  readonly name: string;
  readonly line: string;
}

/** Renders the mapping of users: actions, filters, then attributes with their expressions. */
export function renderMapping(schema: SynchronizationSchema): readonly string[] {
  return rulesOf(schema).map(({ line }) => line);
}

/** Renders the differences: lines of the first schema after `-`, those of the second after `+`. */
export function renderMappingDiff(first: SynchronizationSchema, second: SynchronizationSchema): readonly string[] {
  const [before, after] = [linesByName(first), linesByName(second)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [old, changed] = [before.get(name) ?? [], after.get(name) ?? []];
    return [
      ...old.filter((line) => !changed.includes(line)).map((line) => `- ${line}`),
      ...changed.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
    ];
  });
}

function linesByName(schema: SynchronizationSchema): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, readonly string[]>();
  for (const { name, line } of rulesOf(schema)) lines.set(name, [...(lines.get(name) ?? []), line]);
  return lines;
}

function rulesOf({ users }: SynchronizationSchema): readonly Rule[] {
  const { actions, attributes, scopingFilters, inputFilters, categoryFilters } = users;
  const allowed = (["create", "update", "delete"] as const).filter((action) => actions[action]);
  return [
    { name: "actions", line: `actions: ${allowed.length === 0 ? "none" : allowed.join(", ")}` },
    ...scopingFilters.map((filter) => renderFilter("scope", filter)),
    ...inputFilters.map((filter) => renderFilter("input filter", filter)),
    ...categoryFilters.map((filter) => renderFilter("category filter", filter)),
    ...attributes.map(renderAttribute),
  ];
}

function renderFilter(kind: string, { name, clauses }: ScopingFilter): Rule {
  const conditions = clauses.map(({ attribute, operator, values }) =>
    [attribute, operator, ...values.map((value) => JSON.stringify(value))].join(" "),
  );
  const title = `${kind} ${JSON.stringify(name)}`;
  return { name: title, line: printable(`${title}: ${conditions.length === 0 ? "all" : conditions.join(" and ")}`) };
}

function renderAttribute(mapping: AttributeMapping): Rule {
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
    line: printable(`${target} = ${value}${notes.length === 0 ? "" : `  (${notes.join(", ")})`}`),
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
