/**
 * Builds a filter from attributes and values: names are checked and values are escaped, so that a quote in a value
 * neither breaks nor widens a query.
 */
import { isScimError } from "../errors.ts";
import type { Filter, FilterValue } from "../filter/ast.ts";
import { parseAttributeName } from "../filter/attribute-path.ts";
import { compileFilter } from "../filter/compile.ts";
import { printFilter } from "../filter/print.ts";
import type { ResourceType } from "../models/resource-type.ts";

/**
 * A filter for resources in which every attribute has the given value.
 *
 * @param attributes - values by attribute name; null for attributes without a value
 * @throws TypeError without attributes, for an undefined value, for a name that is not an attribute of the type, and
 * for a value of another type.
 */
export function equalityFilter(attributes: Readonly<Record<string, unknown>>, type: ResourceType): string {
  return asMisuse(() => {
    const filter = equalTo(attributes);
    compileFilter(filter, type);
    return printFilter(filter);
  });
}

/**
 * The filter string for one attribute and its value, which is not checked against a resource type.
 *
 * @throws TypeError for a name that cannot be one of an attribute.
 */
export function printEquality(name: string, value: string): string {
  return printFilter(condition(name, value));
}

function equalTo(attributes: Readonly<Record<string, unknown>>): Filter {
  const operands = Object.entries(attributes).map(([name, value]) => condition(name, value));
  const [first] = operands;
  if (first === undefined) throw new TypeError("find: expected at least one attribute");
  return operands.length === 1 ? first : { kind: "and", operands };
}

function condition(name: string, value: unknown): Filter {
  if (!isFilterValue(value)) throw new TypeError(`find: ${name} needs a string, a number, a boolean or null`);
  return { kind: "compare", path: parseAttributeName(name), operator: "eq", value };
}

function isFilterValue(value: unknown): value is FilterValue {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** The types rule these errors out, so at run time they are mistakes of the caller. */
function asMisuse<Result>(build: () => Result): Result {
  try {
    return build();
  } catch (error) {
    if (!isScimError(error)) throw error;
    throw new TypeError(`find: ${error.detail}`, { cause: error });
  }
}
