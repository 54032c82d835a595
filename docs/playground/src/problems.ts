/** What lint says of an expression beside its sample attributes. */
import { type LintProblem, lintExpression } from "proxyclick-scim/expression";

/**
 * Problems in the order of the text. A sample need not hold every attribute, so a name that it lacks is doubted only
 * where it is close to one that it has.
 */
export function problemsOf(text: string, attributes: Iterable<string>): readonly LintProblem[] {
  if (text.trim() === "") return [];
  return lintExpression(text, { source: { attributes } })
    .filter(({ code, fix }) => code !== "unknown_attribute" || fix !== undefined)
    .map((problem) => (problem.code === "unknown_attribute" ? { ...problem, severity: "warning" } : problem));
}

/** The characters to underline: at least one, for a problem that stands after the end. */
export function placeOf({ offset, end }: LintProblem, length: number): { readonly from: number; readonly to: number } {
  const to = Math.min(Math.max(end, offset + 1), length);
  return { from: Math.max(0, Math.min(offset, to - 1)), to };
}
