/** Checks an expression for errors, and for forms that the documentation warns of. */
import { isExpressionError } from "../../errors.ts";
import { closestName } from "../compile/closest-name.ts";
import { compileTree, describeArity } from "../compile/compile.ts";
import { functionHint, invisibleHint, syntaxHint } from "../compile/hints.ts";
import { parseExpression } from "../compile/parse.ts";
import { findFunction } from "../functions/registry.ts";
import { childrenOf, type ExpressionNode, type NodeOf } from "../syntax/ast.ts";
import { isAlwaysNull } from "./always-null.ts";
import { lintComparison } from "./booleans.ts";
import { lintCall } from "./lint-calls.ts";
import type { LintOptions, LintProblem } from "./problem.ts";

/**
 * Checks an expression for errors and for likely mistakes.
 *
 * @param source The expression; it need not be valid.
 * @param options What is known about the mapping; unknown things are not checked.
 * @returns The problems, by their offset; empty if there are none.
 * @example
 * ```ts
 * import { lintExpression } from "proxyclick-scim/expression";
 *
 * for (const { code, offset, message } of lintExpression('join(" ", [a])')) console.log(code, offset, message);
 * ```
 */
export function lintExpression(source: string, options: LintOptions = {}): readonly LintProblem[] {
  const problems: LintProblem[] = [];
  const ast = attempt(problems, source, () => parseExpression(source));
  if (ast === undefined) return problems;
  const names = options.source?.attributes;
  const attributes = names === undefined ? undefined : new Set(names);
  visit(ast, (node, parent) => {
    if (node.kind === "attribute")
      problems.push(...lintAttribute(node, attributes, source), ...lintRoles(node, parent));
    else if (node.kind === "compare") problems.push(...lintComparison(node));
    else if (node.kind === "string") problems.push(...lintInvisible(node, source));
    else if (node.kind === "call") problems.push(...lintFunction(node, parent, options, source));
  });
  attempt(problems, source, () => compileTree(source, ast, { matching: options.target?.matching }));
  if (isAlwaysNull(ast) && problems.every((problem) => problem.severity !== "error")) {
    const message = "The result is null for all values of the attributes, so nothing is ever sent";
    problems.push({ severity: "warning", code: "always_null", offset: ast.offset, end: ast.end, message });
  }
  return problems.sort((one, other) => one.offset - other.offset);
}

/** Adds the error of an action, unless the visit has found it already. */
function attempt<T>(problems: LintProblem[], source: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    const { code, offset, message } = error;
    const isKnown = problems.some((problem) => problem.code === code && problem.severity === "error");
    if (isKnown) return undefined;
    const fix = code === "parse_error" ? syntaxHint(source, offset)?.fix : undefined;
    problems.push({
      severity: "error",
      code,
      offset,
      end: Math.max(offset, source.length),
      message,
      fix,
    });
    return undefined;
  }
}

function visit(
  node: ExpressionNode,
  look: (node: ExpressionNode, parent?: ExpressionNode) => void,
  parent?: ExpressionNode,
): void {
  look(node, parent);
  for (const child of childrenOf(node)) visit(child, look, node);
}

function lintFunction(
  node: NodeOf<"call">,
  parent: ExpressionNode | undefined,
  options: LintOptions,
  source: string,
): readonly LintProblem[] {
  const definition = findFunction(node.name);
  const { offset } = node;
  const end = offset + node.name.length;
  if (definition === undefined) return [unknownFunction(node.name, offset, end)];
  const { name, minimum, maximum } = definition;
  const problems: LintProblem[] = [];
  if (name !== node.name) {
    const message = `The function is spelled ${name}; the documentation calls the syntax case-sensitive`;
    problems.push({
      severity: "warning",
      code: "function_case",
      offset,
      end,
      message,
      fix: { offset, end, replacement: name },
    });
  }
  const count = node.arguments.length;
  if (count < minimum || count > maximum) {
    const message = `${name} takes ${describeArity(minimum, maximum)}, found ${count}`;
    problems.push({ severity: "error", code: "wrong_argument_count", offset, end, message });
  } else problems.push(...lintCall(node, name, parent, options, source));
  return problems;
}

function unknownFunction(name: string, offset: number, end: number): LintProblem {
  const { message, replacement } = functionHint(name);
  const fix = replacement === undefined ? undefined : { offset, end, replacement };
  return { severity: "error", code: "unknown_function", offset, end, message, fix };
}

/** An invisible character in a name or a string, which compares with nothing that was typed. */
function lintInvisible({ offset, end }: ExpressionNode, source: string): readonly LintProblem[] {
  const hint = invisibleHint(source, offset, end);
  return hint === undefined ? [] : [{ severity: "warning", code: "invisible_character", offset, end, ...hint }];
}

function lintAttribute(
  node: NodeOf<"attribute">,
  known: ReadonlySet<string> | undefined,
  source: string,
): readonly LintProblem[] {
  const invisible = lintInvisible(node, source);
  if (invisible.length > 0 && known?.has(node.name) !== true) return invisible;
  if (known === undefined || known.has(node.name)) return [];
  const { offset, end } = node;
  const suggestion = closestName(node.name, known);
  const hint = suggestion === undefined ? "" : `; did you mean [${suggestion}]?`;
  const fix = suggestion === undefined ? undefined : { offset, end, replacement: `[${suggestion}]` };
  const message = `The source has no attribute [${node.name.slice(0, 80)}]${hint}`;
  return [{ severity: "error", code: "unknown_attribute", offset, end, message, fix }];
}

const ROLE_FUNCTIONS: readonly string[] = [
  "SingleAppRoleAssignment",
  "AppRoleAssignments",
  "AppRoleAssignmentsComplex",
  "AssertiveAppRoleAssignmentsComplex",
];

function lintRoles(node: NodeOf<"attribute">, parent: ExpressionNode | undefined): readonly LintProblem[] {
  if (node.name !== "appRoleAssignments") return [];
  const name = parent?.kind === "call" ? findFunction(parent.name)?.name : undefined;
  if (name !== undefined && ROLE_FUNCTIONS.includes(name)) return [];
  const { offset, end } = node;
  const message = "appRoleAssignments is not mapped directly: use SingleAppRoleAssignment or AppRoleAssignmentsComplex";
  return [{ severity: "error", code: "unconverted_roles", offset, end, message }];
}
