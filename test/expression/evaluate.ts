/** Shared by the tests of this folder: evaluation in one line, and the code of the error that it ends with. */
import { isExpressionError } from "../../src/errors.ts";
import { type CompileOptions, compileExpression } from "../../src/expression/compile/compile.ts";
import type { Attributes, EvaluationContext } from "../../src/expression/evaluation/context.ts";
import type { ExpressionResult } from "../../src/expression/evaluation/values.ts";

/** The moment at which the examples of the documentation hold. */
const NOON = "2025-07-30T12:00:00Z";

export function evaluate(text: string, attributes: Attributes = {}, context: EvaluationContext = {}): ExpressionResult {
  return compileExpression(text).evaluate(attributes, { now: () => new Date(NOON), ...context });
}

/** The code of the error that an action ends with; `none` when it ends well. */
export function errorCode(action: () => unknown): string {
  try {
    action();
    return "none";
  } catch (error) {
    if (isExpressionError(error)) return error.code;
    throw error;
  }
}

export function evaluationError(text: string, attributes: Attributes = {}, options: CompileOptions = {}): string {
  return errorCode(() => compileExpression(text, options).evaluate(attributes, { now: () => new Date(NOON) }));
}
