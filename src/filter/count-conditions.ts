/** Measures what one evaluation of a filter costs. */
import type { Filter } from "./ast.ts";

/** The number of comparisons and presence tests in a filter, and of value paths. */
export function countConditions(filter: Filter): number {
  switch (filter.kind) {
    case "and":
    case "or":
      return filter.operands.reduce((sum, operand) => sum + countConditions(operand), 0);
    case "not":
      return countConditions(filter.operand);
    case "valuePath":
      return 1 + countConditions(filter.filter);
    case "compare":
    case "present":
      return 1;
  }
}
