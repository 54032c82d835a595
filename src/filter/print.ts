/** Writes a filter as text: the inverse of parsing it. */
import { ScimError } from "../errors.ts";
import { type AttributePath, printPath } from "../models/attribute-tree.ts";
import type { Filter, FilterValue } from "./ast.ts";

/**
 * The text of a filter: `parseFilter(printFilter(filter))` is the same data. Strings are escaped, and parentheses stand only where they are needed.
 *
 * @throws ScimError (400 `invalidFilter`) when a name in it is not one, or a number is not finite, so that no name can smuggle syntax in.
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
      return filter.operands.map((operand) => printOperand(operand, filter.kind)).join(` ${filter.kind} `);
  }
}

/** An `or` in an `and` needs parentheses to stay together; one in its own kind, to stay a node of its own. */
function printOperand(operand: Filter, parent: "and" | "or"): string {
  const text = printFilter(operand);
  return operand.kind === parent || operand.kind === "or" ? `(${text})` : text;
}

function printName(path: AttributePath): string {
  checkNames(path, "invalidFilter");
  return printPath(path);
}

/** JSON has no `NaN` and no infinities (RFC 8259 §6), but it has a negative zero, which `JSON.stringify` drops. */
function printValue(value: FilterValue): string {
  if (typeof value !== "number") return JSON.stringify(value);
  if (!Number.isFinite(value))
    throw new ScimError(`a filter cannot hold the number ${value}`, { status: 400, scimType: "invalidFilter" });
  return Object.is(value, -0) ? "-0" : String(value);
}

const NAME = /^[A-Za-z_$][\w$-]*$/;
const URN = /^[A-Za-z_$][\w$.~/?#@!&'*+,;=%:-]*$/;
/** The last part of a URN that stands alone, where it is not a name: see `takePath`. */
const URN_END = /^(?![A-Za-z_$])[\w$.~/?#@!&'*+,;=%-]+$/;

/** Refuses names and URNs that would not be read back as such. */
export function checkNames(path: AttributePath, scimType: "invalidFilter" | "invalidPath"): void {
  const { schema, name, subAttribute } = path;
  const named = NAME.test(name) || (schema !== undefined && subAttribute === undefined && URN_END.test(name));
  if (named && (schema === undefined || URN.test(schema)) && (subAttribute === undefined || NAME.test(subAttribute)))
    return;
  throw new ScimError(`${JSON.stringify(printPath(path))} is not the name of an attribute`, { status: 400, scimType });
}
