/** The problems of an expression with the sample attributes. */
import { type LintProblem, lintExpression } from "proxyclick-scim/expression";

/**
 * Returns the problems in order. A sample need not have every attribute, so an unknown name is a problem only
 * where it is close to one that it has.
 */
export function problemsOf(expression: string, attributes: Iterable<string>): readonly LintProblem[] {
  if (expression.trim() === "") return [];
  return lintExpression(expression, { source: { attributes } })
    .filter(({ code, fix }) => code !== "unknown_attribute" || fix !== undefined)
    .map((problem) => (problem.code === "unknown_attribute" ? { ...problem, severity: "warning" } : problem));
}

/** The range to underline: at least one character, also for a problem after the end. */
export function rangeOf({ offset, end }: LintProblem, length: number): { readonly from: number; readonly to: number } {
  const to = Math.min(Math.max(end, offset + 1), length);
  return { from: Math.max(0, Math.min(offset, to - 1)), to };
}
