/** A walk over a filter that the compiler checks for completeness. */
import type { Filter } from "./ast.ts";

/**
 * One function for each kind of node. A kind without a function does not compile. `visit` walks on into a child, and is the visitor's choice: a translation
 * visits the operands of an `and` and joins what it gets.
 */
export type FilterVisitor<Result> = {
  readonly [Kind in Filter["kind"]]: (
    node: Extract<Filter, { kind: Kind }>,
    visit: (child: Filter) => Result,
  ) => Result;
};

/**
 * Visits a filter, to translate it to another query language or to gather something from it.
 *
 * @example
 * const sql = visitFilter<string>(filter, {
 *   compare: ({ path, operator, value }) => comparison(path, operator, value),
 *   present: ({ path }) => `${column(path)} IS NOT NULL`,
 *   and: ({ operands }, visit) => `(${operands.map(visit).join(" AND ")})`,
 *   or: ({ operands }, visit) => `(${operands.map(visit).join(" OR ")})`,
 *   not: ({ operand }, visit) => `NOT (${visit(operand)})`,
 *   valuePath: ({ path, filter }, visit) => exists(path, visit(filter)),
 * });
 */
export function visitFilter<Result>(filter: Filter, visitor: FilterVisitor<Result>): Result {
  const visit = (child: Filter): Result => visitFilter(child, visitor);
  switch (filter.kind) {
    case "compare":
      return visitor.compare(filter, visit);
    case "present":
      return visitor.present(filter, visit);
    case "and":
      return visitor.and(filter, visit);
    case "or":
      return visitor.or(filter, visit);
    case "not":
      return visitor.not(filter, visit);
    case "valuePath":
      return visitor.valuePath(filter, visit);
  }
}
