/**
 * The expression language of Microsoft Entra attribute mappings: parse, print, compile, evaluate.
 *
 * @module
 */
export {
  ExpressionError,
  type ExpressionErrorCode,
  type ExpressionErrorOptions,
  isExpressionError,
} from "../errors.ts";
export type {
  AttributeNode,
  CallNode,
  CompareNode,
  CompareOperator,
  ConcatNode,
  ExpressionNode,
  Keyword,
  KeywordNode,
  NumberNode,
  OmittedNode,
  Span,
  TextNode,
} from "./ast.ts";
export { type CompileOptions, compileExpression, type Expression } from "./compile.ts";
export type { AsyncEvaluationContext, Attributes, EvaluationContext } from "./context.ts";
export { type ExplainedNode, explainExpression } from "./explain.ts";
export type { FunctionExample, FunctionGuide, ParameterGuide } from "./guide/entry.ts";
export { type DocumentedFunction, functionGuides } from "./guide/function-guides.ts";
export { type Token as ExpressionToken, tokenize as tokenizeExpression } from "./lexer.ts";
export {
  type LintCode,
  type LintFix,
  type LintOptions,
  type LintProblem,
  type LintTarget,
  lintExpression,
} from "./lint/lint.ts";
export {
  type AttributeMappingParameter,
  type AttributeMappingSource,
  expressionOfMappingSource,
} from "./mapping-source.ts";
export { parseExpression } from "./parser.ts";
export { printExpression } from "./print.ts";
export {
  type AttributeValue,
  type ComplexValue,
  type ExpressionResult,
  type FlowSymbol,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
  type Scalar,
  type Value,
} from "./values.ts";
