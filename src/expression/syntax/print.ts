import type { ExpressionNode, NodeOf } from "./ast.ts";

/**
 * The canonical text of an expression, as Microsoft Graph re-serialises it: one space after a comma, nothing where an
 * argument was left empty.
 *
 * Parsing the result gives the same tree, apart from offsets.
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

/** A text constant with its delimiters, quotes and backslashes escaped. */
export function printString(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** Where a place in the value of a text constant stands in the source it was parsed from: escapes are longer there. */
export function offsetInSource(source: string, { offset }: NodeOf<"string">, place: number): number {
  let end = offset + 1;
  for (let count = 0; count < place; count++) end += /^\\["\\]/.test(source.slice(end, end + 2)) ? 2 : 1;
  return end;
}
