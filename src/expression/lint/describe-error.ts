/** Describes an error of an expression to the person who wrote it. */
import type { ExpressionError } from "../../errors.ts";
import { functionHint, syntaxHint } from "./hints.ts";

/** The message of an error of compilation, or a hint at its cause. Loads the hints only, not all checks. */
export function describeExpressionProblem(source: string, { code, offset, message }: ExpressionError): string {
  if (code === "parse_error") return syntaxHint(source, offset)?.message ?? message;
  if (code === "unknown_function") return functionHint(/^\w*/.exec(source.slice(offset))?.[0] ?? "").message;
  return message;
}
