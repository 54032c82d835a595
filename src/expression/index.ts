/**
 * The expression language of Microsoft Entra attribute mappings: parse, print, compile, evaluate.
 *
 * @module
 */
export {
  ExpressionError,
  type ExpressionErrorCode,
  isExpressionError,
} from "../errors.ts";
export { type CompileOptions, compileExpression, type Expression } from "./compile/compile.ts";
export { type ExplainedNode, explainExpression } from "./compile/explain.ts";
export type { AsyncEvaluationContext, Attributes, EvaluationContext } from "./evaluation/context.ts";
export {
  type AttributeValue,
  type ComplexValue,
  type ExpressionResult,
  type FlowSymbol,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
  type Scalar,
  type Value,
} from "./evaluation/values.ts";
export { type DocumentedFunction, functionGuides } from "./guide/catalog.ts";
export type { FunctionExample, FunctionGuide, ParameterGuide } from "./guide/function-guide.ts";
export { lintExpression } from "./lint/lint.ts";
export type { LintCode, LintFix, LintOptions, LintProblem, LintTarget } from "./lint/problem.ts";
export {
  type AttributeMappingParameter,
  type AttributeMappingSource,
  expressionOfMappingSource,
} from "./mapping-source.ts";
export type {
  AttributeNode,
  CallNode,
  CompareNode,
  ComparisonOperator,
  ConcatNode,
  ExpressionNode,
  Keyword,
  KeywordNode,
  NumberNode,
  OmittedNode,
  Span,
  TextNode,
} from "./syntax/ast.ts";
export { type Token as ExpressionToken, tokenize as tokenizeExpression } from "./syntax/lexer.ts";
export { parseExpression } from "./syntax/parser.ts";
export { printExpression } from "./syntax/print.ts";
