/**
 * Expressions as Graph stores them (`attributeMappingSource`): the canonical expression, and its arguments by key.
 */
import { type ExpressionNode, printExpression } from "../../../expression/index.ts";
import type { GraphObject } from "../service/graph-object.ts";
import { type FunctionParameter, functionParameters } from "./function-catalog.ts";

/** Returns the source of a mapping, as Graph writes it for an expression. */
export function toMappingSource(node: ExpressionNode): GraphObject {
  return sourceOf(node, functionParameters());
}

type Parameters = ReadonlyMap<string, readonly FunctionParameter[]>;

function sourceOf(node: ExpressionNode, known: Parameters): GraphObject {
  const expression = printExpression(node);
  switch (node.kind) {
    case "attribute":
      return { type: "Attribute", name: node.name, expression, parameters: [] };
    case "string":
      return { type: "Constant", name: node.value, expression, parameters: [] };
    case "call":
      return { type: "Function", name: node.name, expression, parameters: argumentsOf(node, known) };
    case "compare":
    case "concat":
      return { type: "Function", name: node.kind === "compare" ? node.operator : "&", expression, parameters: [] };
    default:
      // Numbers and keywords become quoted constants.
      return { type: "Constant", name: expression, expression: `"${expression}"`, parameters: [] };
  }
}

/** Arguments that are left out are absent. */
function argumentsOf(call: Extract<ExpressionNode, { kind: "call" }>, known: Parameters): readonly GraphObject[] {
  const parameters = known.get(call.name.toLowerCase()) ?? [];
  return call.arguments.flatMap((argument, index) => {
    if (argument.kind === "omitted") return [];
    const key = parameters[Math.min(index, parameters.length - 1)]?.key ?? `parameter${index + 1}`;
    return [{ key, value: sourceOf(argument, known) }];
  });
}
