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
 * ```ts
 * import { parseFilter, visitFilter } from "proxyclick-scim/filter";
 *
 * const names = visitFilter<readonly string[]>(parseFilter('userName eq "ada" or title pr'), {
 *   compare: ({ path }) => [path.name],
 *   present: ({ path }) => [path.name],
 *   and: ({ operands }, visit) => operands.flatMap(visit),
 *   or: ({ operands }, visit) => operands.flatMap(visit),
 *   not: ({ operand }, visit) => visit(operand),
 *   valuePath: ({ path }) => [path.name],
 * }); // ["userName", "title"]
 * ```
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
