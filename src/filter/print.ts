/** Prints a filter: the inverse of parsing it. */
import type { Filter, FilterValue } from "./ast.ts";
import { printAttributeName } from "./attribute-path.ts";
import { operandsOf } from "./invalid-filter.ts";

/**
 * Prints a filter, so that `parseFilter(printFilter(filter))` gives the same data. Strings are escaped, and parentheses
 * appear only where they are needed.
 *
 * @throws TypeError for a path that is not the name of an attribute, so that no name can smuggle in syntax, and for an
 * `and` or `or` without operands. RangeError for a number that is not finite.
 * @example
 * ```ts
 * import { printFilter } from "proxyclick-scim/filter";
 *
 * const path = { name: "userName" };
 * printFilter({ kind: "compare", path, operator: "eq", value: 'O"Neill' }); // 'userName eq "O\\"Neill"'
 * ```
 */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case "compare":
      return `${printAttributeName(filter.path)} ${filter.operator} ${printValue(filter.value)}`;
    case "present":
      return `${printAttributeName(filter.path)} pr`;
    case "valuePath":
      return `${printAttributeName(filter.path)}[${printFilter(filter.filter)}]`;
    case "not":
      return `not (${printFilter(filter.operand)})`;
    case "and":
    case "or":
      return operandsOf(filter)
        .map((operand) => printOperand(operand, filter.kind))
        .join(` ${filter.kind} `);
  }
}

/** An `or` within an `and` needs parentheses to stay together; a node within its own kind needs them to stay a node. */
function printOperand(operand: Filter, parent: "and" | "or"): string {
  const printed = printFilter(operand);
  return operand.kind === parent || operand.kind === "or" ? `(${printed})` : printed;
}

/** JSON has no `NaN` and no infinities (RFC 8259 §6), but it has a negative zero, which `JSON.stringify` drops. */
function printValue(value: FilterValue): string {
  if (typeof value !== "number") return JSON.stringify(value);
  if (!Number.isFinite(value)) throw new RangeError(`A filter cannot hold ${value}`);
  return Object.is(value, -0) ? "-0" : String(value);
}
