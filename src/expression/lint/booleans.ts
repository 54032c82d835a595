/** Finds comparisons of booleans with strings that they never equal: as strings, they are `True` and `False`. */
import { calledFunction } from "../compile/restrictions.ts";
import type { ExpressionNode, NodeOf } from "../syntax/ast.ts";
import { printString } from "../syntax/print.ts";
import type { LintProblem } from "./problem.ts";

/** Attributes of users that are booleans. */
const ATTRIBUTES: readonly string[] = ["IsSoftDeleted", "accountEnabled"];

const FUNCTIONS: readonly string[] = "IsNull IsNothing IsNullOrEmpty IsPresent IsString Not CBool".split(" ");

function isBoolean(node: ExpressionNode | undefined): boolean {
  if (node?.kind === "attribute") return ATTRIBUTES.includes(node.name);
  return node?.kind === "compare" || FUNCTIONS.includes(calledFunction(node) ?? "");
}

/** Checks the keys of `Switch`: against the values of a boolean, and against each other. */
export function lintKeys(node: NodeOf<"call">): readonly LintProblem[] {
  const [source, , ...pairs] = node.arguments;
  const keys = pairs.filter((_, index) => index % 2 === 0).filter((key) => key.kind === "string");
  const repeated = keys.filter((key, index) => keys.findIndex(({ value }) => value === key.value) < index);
  return [
    ...(source?.kind !== "compare" && isBoolean(source) ? keys.flatMap(lintConstant) : []),
    ...repeated.map(({ offset, end, value }): LintProblem => {
      const message = `The key ${printString(value.slice(0, 80))} occurs before, so this one is never reached`;
      return { severity: "warning", code: "never_equal", offset, end, message };
    }),
  ];
}

/** Checks the operands of `=` and `<>`. */
export function lintComparison({ operator, left, right }: NodeOf<"compare">): readonly LintProblem[] {
  if (operator !== "=" && operator !== "<>") return [];
  if (left.kind === "string") return isBoolean(right) ? lintConstant(left) : [];
  return right.kind === "string" && isBoolean(left) ? lintConstant(right) : [];
}

function lintConstant({ offset, end, value }: NodeOf<"string">): readonly LintProblem[] {
  if (["True", "False", ""].includes(value)) return [];
  const meant = /^(?:true|1|yes)$/i.test(value) ? "True" : /^(?:false|0|no)$/i.test(value) ? "False" : undefined;
  const fix = meant === undefined ? undefined : { offset, end, replacement: printString(meant) };
  const message = `A boolean is "True" or "False" as a string, and never ${printString(value.slice(0, 80))}`;
  return [{ severity: "warning", code: "never_equal", offset, end, message, fix }];
}
