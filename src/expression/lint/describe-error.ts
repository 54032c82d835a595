/** Describes an error of an expression to the person who wrote it. */
import type { ExpressionError } from "../../errors.ts";
import { lintExpression } from "./lint.ts";

/** The message of an error of compilation, with a hint at its cause where the checks have one. */
export function describeExpressionProblem(source: string, error: ExpressionError): string {
  const problems = lintExpression(source);
  const same = problems.find(({ code, severity }) => code === error.code && severity === "error");
  return same?.message ?? error.message;
}
