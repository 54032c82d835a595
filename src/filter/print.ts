/** Writes a filter as text: the inverse of parsing it. */
import { ScimError } from "../errors.ts";
import { type AttributePath, printPath } from "../models/attribute-tree.ts";
import type { Filter, FilterValue } from "./ast.ts";
import { invalidFilter, operandsOf } from "./invalid-filter.ts";
import { at, openLexer } from "./lexer.ts";
import { takePath } from "./parser.ts";

/**
 * The text of a filter: `parseFilter(printFilter(filter))` is the same data. Strings are escaped, and parentheses stand only where they are needed.
 *
 * @throws ScimError (400 `invalidFilter`) when a name in it is not one, or a number is not finite, so that no name can smuggle syntax in.
 * @example
 * ```ts
 * import { printFilter } from "proxyclick-scim/filter";
 *
 * printFilter({ kind: "compare", path: { name: "userName" }, operator: "eq", value: 'O"Neill' }); // 'userName eq "O\\"Neill"'
 * ```
 */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case "compare":
      return `${printName(filter.path)} ${filter.operator} ${printValue(filter.value)}`;
    case "present":
      return `${printName(filter.path)} pr`;
    case "valuePath":
      return `${printName(filter.path)}[${printFilter(filter.filter)}]`;
    case "not":
      return `not (${printFilter(filter.operand)})`;
    case "and":
    case "or":
      return operandsOf(filter)
        .map((operand) => printOperand(operand, filter.kind))
        .join(` ${filter.kind} `);
  }
}

/** An `or` in an `and` needs parentheses to stay together; one in its own kind, to stay a node of its own. */
function printOperand(operand: Filter, parent: "and" | "or"): string {
  const text = printFilter(operand);
  return operand.kind === parent || operand.kind === "or" ? `(${text})` : text;
}

/**
 * The text of a name, if it is read back as the same name: none can smuggle syntax in.
 *
 * @throws ScimError (400) with the keyword given.
 */
export function printName(path: AttributePath, scimType: "invalidFilter" | "invalidPath" = "invalidFilter"): string {
  const text = printPath(path);
  const lexer = openLexer(text, scimType);
  const { schema, name, subAttribute } = takePath(lexer);
  if (!at(lexer, "end") || schema !== path.schema || name !== path.name || subAttribute !== path.subAttribute) {
    throw new ScimError(`${JSON.stringify(text)} is not the name of an attribute`, { status: 400, scimType });
  }
  return text;
}

/** JSON has no `NaN` and no infinities (RFC 8259 §6), but it has a negative zero, which `JSON.stringify` drops. */
function printValue(value: FilterValue): string {
  if (typeof value !== "number") return JSON.stringify(value);
  if (!Number.isFinite(value)) throw invalidFilter(`a filter cannot hold the number ${value}`);
  return Object.is(value, -0) ? "-0" : String(value);
}
