/** Prints an expression: the inverse of parsing it. */
import type { ExpressionNode, NodeOf } from "./ast.ts";

/**
 * Prints an expression in its canonical form, as Microsoft Graph serializes it: one space after a comma, nothing for an
 * empty argument.
 *
 * @param node The syntax tree.
 * @returns The expression; parsing it gives the same tree, except for offsets.
 */
export function printExpression(node: ExpressionNode): string {
  switch (node.kind) {
    case "string":
      return printString(node.value);
    case "number":
      return node.raw;
    case "attribute":
      return `[${node.name}]`;
    case "keyword":
      return node.name;
    case "omitted":
      return "";
    case "call":
      return `${node.name}(${node.arguments.map(printExpression).join(", ")})`;
    case "compare":
      return `${printExpression(node.left)} ${node.operator} ${printExpression(node.right)}`;
    case "concat":
      return node.operands.map(printExpression).join(" & ");
  }
}

/** Prints a string constant, with quotes and backslashes escaped. */
export function printString(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** Converts an offset in the value of a string constant to one in the source, where escapes are longer. */
export function offsetInSource(source: string, { offset }: NodeOf<"string">, position: number): number {
  let end = offset + 1;
  for (let count = 0; count < position; count++) end += /^\\["\\]/.test(source.slice(end, end + 2)) ? 2 : 1;
  return end;
}
