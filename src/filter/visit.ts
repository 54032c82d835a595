/** Visits a filter with one function for each kind of node, which the compiler checks for completeness. */
import type { Filter } from "./ast.ts";

/**
 * One function for each kind of node; a missing kind is a type error. `visit` visits a child. Each function decides
 * whether to call it: a translation visits the operands of an `and` and joins the results.
 */
export type FilterVisitor<Result> = {
  readonly [Kind in Filter["kind"]]: (
    node: Extract<Filter, { readonly kind: Kind }>,
    visit: (child: Filter) => Result,
  ) => Result;
};

/**
 * Visits a filter, to translate it to another query language or to collect something from it.
 *
 * @param filter The filter, from `parseFilter` or the builder.
 * @param visitor One function for each kind of node.
 * @returns What the visitor returns for the root.
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
  return visitNode(filter.kind, filter, visitor);
}

function visitNode<Kind extends Filter["kind"], Result>(
  kind: Kind,
  node: Extract<Filter, { readonly kind: Kind }>,
  visitor: FilterVisitor<Result>,
): Result {
  return visitor[kind](node, (child) => visitFilter(child, visitor));
}
