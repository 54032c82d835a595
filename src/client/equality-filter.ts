/**
 * Filters from values: names are checked and values escaped, so that a quote in a name neither breaks nor widens a query.
 */
import type { Filter, FilterValue } from "../filter/ast.ts";
import { parseAttributeName } from "../filter/attribute-path.ts";
import { printFilter } from "../filter/print.ts";

/** Attributes and the values they must equal, all of them; names such as `userName`, `name.familyName` or, after the URN of its schema, that of an extension's attribute. */
export type Where = Readonly<Record<string, FilterValue>>;

/**
 * The text of a filter that demands equality of all named attributes.
 *
 * @throws TypeError when there is no attribute, or a name is not that of an attribute.
 */
export function printWhere(where: Where): string {
  const operands = Object.entries(where).map(
    ([name, value]): Filter => ({ kind: "compare", path: parseAttributeName(name), operator: "eq", value }),
  );
  const [first] = operands;
  if (first === undefined) throw new TypeError("find needs at least one attribute and its value");
  return printFilter(operands.length === 1 ? first : { kind: "and", operands });
}
