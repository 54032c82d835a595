/**
 * The expression language of Microsoft Entra attribute mappings: parse, print, compile, evaluate, explain, lint.
 *
 * @module
 */
export { ExpressionError, isExpressionError } from "../errors.ts";
export { type CompileOptions, compileExpression, type Expression } from "./compile/compile.ts";
export { type ExplainedNode, explainExpression } from "./compile/explain.ts";
export { parseExpression, tokenizeExpression } from "./compile/parse.ts";
export type { Assumptions } from "./evaluation/assumptions.ts";
export type { Attributes, EvaluationContext } from "./evaluation/context.ts";
export {
  type AttributeValue,
  type ExpressionResult,
  type ExpressionValue,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
} from "./evaluation/values.ts";
export { functionGuides } from "./guide/catalog.ts";
export type { FunctionGuide } from "./guide/function-guide.ts";
export { lintExpression } from "./lint/lint.ts";
export type { LintOptions, LintProblem } from "./lint/problem.ts";
export { type AttributeMappingSource, expressionOfMappingSource } from "./mapping-source.ts";
export type { ExpressionNode } from "./syntax/ast.ts";
export type { ExpressionToken } from "./syntax/lexer.ts";
export { printExpression } from "./syntax/print.ts";
