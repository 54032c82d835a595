/**
 * Filters from values: names are checked and values escaped, so that a quote in a name neither breaks nor widens a query.
 */
import type { Filter, FilterValue } from "../filter/ast.ts";
import { expectEnd, openParser, takePath } from "../filter/parser.ts";
import { printFilter } from "../filter/print.ts";
import type { AttributePath } from "../models/attribute-tree.ts";

/** Attributes and the values they must equal, all of them; names such as `userName`, `name.familyName` or, after the URN of its schema, that of an extension's attribute. */
export type Where = Readonly<Record<string, FilterValue>>;

/**
 * The text of a filter that demands equality of all named attributes.
 *
 * @throws ScimError (400 `invalidFilter`) when there is no condition, or a name is not that of an attribute.
 */
export function printWhere(where: Where): string {
  const operands = Object.entries(where).map(
    ([name, value]): Filter => ({ kind: "compare", path: pathOf(name), operator: "eq", value }),
  );
  const [first] = operands;
  return printFilter(operands.length === 1 && first !== undefined ? first : { kind: "and", operands });
}

function pathOf(name: string): AttributePath {
  const parser = openParser(name, "invalidFilter");
  const path = takePath(parser.lexer);
  expectEnd(parser);
  return path;
}
