/** Checks a filter against what a resource supports, and evaluates it. */
import { readProperty } from "../../../internal/values.ts";
import type { Filter, FilterLiteral } from "./odata-filter.ts";
import { badRequest, unsupportedQuery } from "./service-error.ts";

/** A property that can be filtered by. */
interface FilterableProperty {
  /** Type of its literals. GUIDs and times stand without quotes. */
  readonly type: FilterLiteral["type"];
  /** Operators and functions that are supported. */
  readonly operators: readonly string[];
  /** Operators that need `ConsistencyLevel: eventual` and `$count=true`. */
  readonly advancedOperators?: readonly string[];
  /** Whether strings are compared with their case. Default: false. */
  readonly caseSensitive?: boolean;
}

/** The properties of a resource that can be filtered by, by their path, such as `servicePrincipal/id`. */
export type Filterable = ReadonlyMap<string, FilterableProperty>;

/** Whether an item passes a filter. */
export type ItemFilter = (item: Readonly<Record<string, unknown>>) => boolean;

/**
 * Checks a filter and returns its evaluation.
 *
 * @param advanced - Whether the request is an advanced query.
 * @throws ServiceError 400 for properties, operators and literals that the resource does not support.
 */
export function checkedFilter(filter: Filter, properties: Filterable, advanced: boolean): ItemFilter {
  switch (filter.kind) {
    case "and":
    case "or": {
      const operands = filter.operands.map((operand) => checkedFilter(operand, properties, advanced));
      return filter.kind === "and"
        ? (item) => operands.every((passes) => passes(item))
        : (item) => operands.some((passes) => passes(item));
    }
    case "not": {
      if (!advanced) throw needsAdvanced("not");
      const operand = checkedFilter(filter.operand, properties, advanced);
      return (item) => !operand(item);
    }
    default: {
      const property = supportedProperty(filter, properties, advanced);
      const operator = operatorOf(filter);
      const { path, lowerCase } = filter.property;
      const foldsCase = property.caseSensitive !== true;
      return (item) => compare(valueAt(item, path), operator, filter.literal, { lowerCase, foldsCase });
    }
  }
}

type Condition = Extract<Filter, { kind: "compare" | "call" }>;

function operatorOf(condition: Condition): string {
  return condition.kind === "call" ? condition.name : condition.operator;
}

function supportedProperty(condition: Condition, properties: Filterable, advanced: boolean): FilterableProperty {
  const { path } = condition.property;
  const operator = operatorOf(condition);
  const property = properties.get(path);
  const isAdvanced = property?.advancedOperators?.includes(operator) === true;
  if (property === undefined || (!property.operators.includes(operator) && !isAdvanced))
    throw unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${path}'.`);
  if (isAdvanced && !advanced) throw needsAdvanced(operator);
  const { type } = condition.literal;
  if (type !== "null" && type !== property.type)
    throw badRequest(
      `A binary operator with incompatible types was detected. Found operand types '${property.type}' and '${type}' for operator '${operator}'.`,
    );
  return property;
}

/** The error for an advanced query without its header. */
export function needsAdvanced(operator: string): Error {
  return unsupportedQuery(
    `Operator '${operator}' is not supported because the 'ConsistencyLevel:eventual' header or '$count=true' is missing.`,
  );
}

function valueAt(item: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = item;
  for (const name of path.split("/"))
    value = typeof value === "object" && value !== null ? readProperty(value, name) : undefined;
  return value;
}

interface CaseRule {
  readonly lowerCase: boolean;
  readonly foldsCase: boolean;
}

function compare(value: unknown, operator: string, { type, value: wanted }: FilterLiteral, rule: CaseRule): boolean {
  if (type === "null") return (value === null || value === undefined) === (operator === "eq");
  if (value === null || value === undefined) return operator === "ne";
  const [left, right] =
    type === "dateTime"
      ? [Date.parse(String(value)), Date.parse(wanted)]
      : [fold(String(value), rule), foldWanted(wanted, rule)];
  switch (operator) {
    case "eq":
      return left === right;
    case "ne":
      return left !== right;
    case "gt":
      return left > right;
    case "ge":
      return left >= right;
    case "lt":
      return left < right;
    case "le":
      return left <= right;
    case "startswith":
      return String(left).startsWith(String(right));
    case "endswith":
      return String(left).endsWith(String(right));
    default:
      return String(left).includes(String(right));
  }
}

function fold(value: string, { lowerCase, foldsCase }: CaseRule): string {
  return lowerCase || foldsCase ? value.toLowerCase() : value;
}

function foldWanted(value: string, { foldsCase }: CaseRule): string {
  return foldsCase ? value.toLowerCase() : value;
}
