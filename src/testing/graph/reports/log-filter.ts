/** Filters of the provisioning log and the directory audits, limited to what their pages document. */
import { readProperty } from "../../../internal/values.ts";
import type { GraphObject } from "../service/graph-object.ts";
import type { Filter, FilterLiteral, FilterProperty } from "../service/odata-filter.ts";
import { badRequest } from "../service/service-error.ts";

/** What a list of reports can filter on. */
export interface FilterRules {
  /** Operators and functions of each property, by its path. */
  readonly operators: ReadonlyMap<string, readonly string[]>;
}

const TIME = "activityDateTime";

/**
 * Compiles a filter.
 *
 * @throws ServiceError 400 for a property, operator or literal that the list does not support.
 */
export function compileFilter(filter: Filter, rules: FilterRules): (record: GraphObject) => boolean {
  switch (filter.kind) {
    case "and": {
      const operands = filter.operands.map((operand) => compileFilter(operand, rules));
      return (record) => operands.every((matches) => matches(record));
    }
    case "compare":
      return compileTest(filter.property, filter.operator, filter.literal, rules);
    case "call":
      return compileTest(filter.property, filter.name, filter.literal, rules);
    default:
      throw badRequest(`Invalid filter clause: the operator '${filter.kind}' is not supported.`);
  }
}

function compileTest(
  property: FilterProperty,
  operator: string,
  literal: FilterLiteral,
  rules: FilterRules,
): (record: GraphObject) => boolean {
  const { path, lowerCase } = property;
  if (!rules.operators.get(path)?.includes(operator)) {
    throw badRequest(`Invalid filter clause: '${operator}' is not supported on '${path}'.`);
  }
  const type = path === TIME ? "dateTime" : "string";
  if (literal.type !== type) {
    throw badRequest(`Invalid filter clause: a value of type ${type} is expected for '${path}'.`);
  }
  const expected = path === TIME ? Date.parse(literal.value) : literal.value;
  return (record) => {
    const value = valueAt(record, path);
    if (typeof value !== "string") return false;
    if (path === TIME) return compare(operator, Date.parse(value), expected);
    return compare(operator, lowerCase ? value.toLowerCase() : value, expected);
  };
}

/** Strings are compared with regard to case. */
function compare(operator: string, value: string | number, expected: string | number): boolean {
  switch (operator) {
    case "eq":
      return value === expected;
    case "gt":
      return value > expected;
    case "ge":
      return value >= expected;
    case "lt":
      return value < expected;
    case "le":
      return value <= expected;
    case "contains":
      return String(value).includes(String(expected));
    case "startswith":
      return String(value).startsWith(String(expected));
    default:
      return false;
  }
}

function valueAt(record: GraphObject, path: string): unknown {
  let value: unknown = record;
  for (const name of path.split("/")) {
    value = typeof value === "object" && value !== null ? readProperty(value, name) : undefined;
  }
  return value;
}
