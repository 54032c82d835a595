/** Checks calls of single functions: conditions of IIF, Switch, SelectUniqueValue and the patterns of Replace. */
import { isExpressionError } from "../../errors.ts";
import { calledFunction, checkCondition, checkPlacement, checkSwitchSource } from "../compile/restrictions.ts";
import { compileDotnetRegex } from "../dotnet/regex/regex.ts";
import type { ExpressionNode, NodeOf } from "../syntax/ast.ts";
import { offsetInSource, printExpression } from "../syntax/print.ts";
import { lintKeys } from "./booleans.ts";
import type { LintFix, LintOptions, LintProblem } from "./problem.ts";

/** Checks a call whose function exists and whose number of arguments is valid. */
export function lintCall(
  node: NodeOf<"call">,
  name: string,
  parent: ExpressionNode | undefined,
  options: LintOptions,
  source: string,
): readonly LintProblem[] {
  switch (name) {
    case "IIF":
      return lintIif(node);
    case "Switch":
      return lintSwitch(node, parent, options);
    case "SelectUniqueValue":
      return lintSelectUniqueValue(node, parent, options);
    case "Replace":
      return lintReplace(node, source);
    default:
      return [];
  }
}

function lintIif(node: NodeOf<"call">): readonly LintProblem[] {
  const violation = checkPlacement(node, "IIF");
  if (violation !== undefined) {
    return [
      {
        severity: "error",
        code: violation.code,
        offset: violation.node.offset,
        end: violation.node.end,
        message: violation.message,
      },
    ];
  }
  const doubtful = checkCondition(node.arguments[0]);
  if (doubtful === undefined) return [];
  const { offset, end } = doubtful.node;
  return [{ severity: "warning", code: doubtful.code, offset, end, message: doubtful.message, fix: switchFix(node) }];
}

/** The fix that turns `IIF(IsPresent(x), a, b)` into `Switch(x, a, "", b)`. */
function switchFix(node: NodeOf<"call">): LintFix | undefined {
  const [condition, whenTrue, whenFalse] = node.arguments;
  const test = condition === undefined ? undefined : readNullTest(condition);
  if (test === undefined || whenTrue === undefined || whenFalse === undefined) return undefined;
  const [present, empty] = test.isPresence ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
  const replacement = `Switch(${printExpression(test.subject)}, ${printExpression(present)}, "", ${printExpression(empty)})`;
  return { offset: node.offset, end: node.end, replacement };
}

interface NullTest {
  readonly subject: ExpressionNode;
  readonly isPresence: boolean;
}

function readNullTest(condition: ExpressionNode): NullTest | undefined {
  if (condition.kind === "compare") {
    if (condition.operator !== "=" && condition.operator !== "<>") return undefined;
    const subject = condition.left.kind === "string" ? condition.right : condition.left;
    return { subject, isPresence: condition.operator === "<>" };
  }
  const [subject] = condition.kind === "call" ? condition.arguments : [];
  return subject === undefined ? undefined : { subject, isPresence: calledFunction(condition) === "IsPresent" };
}

function lintSwitch(
  node: NodeOf<"call">,
  parent: ExpressionNode | undefined,
  options: LintOptions,
): readonly LintProblem[] {
  const [source, fallback] = node.arguments;
  const problems: LintProblem[] = [...lintKeys(node)];
  const { offset, end } = node;
  if (source?.kind === "compare") {
    const message = "The first argument of Switch is a source, not a condition: use IIF";
    problems.push({ severity: "warning", code: "switch_conditions", offset: source.offset, end: source.end, message });
  }
  if (node.arguments.length % 2 !== 0) {
    const message = "Keys and values come in pairs after the source and the default";
    problems.push({ severity: "error", code: "wrong_argument_count", offset, end, message });
  }
  const violation = checkSwitchSource(source);
  if (violation !== undefined) {
    problems.push({
      severity: "warning",
      code: violation.code,
      offset: violation.node.offset,
      end: violation.node.end,
      message: violation.message,
    });
  }
  if (isNullable(fallback, parent, options)) {
    const message =
      "In an incremental cycle in which the source attribute did not change, the service can set the target to null: " +
      "use IIF, or put IgnoreFlowIfNullOrEmpty around it";
    const fix = { offset, end, replacement: `IgnoreFlowIfNullOrEmpty(${printExpression(node)})` };
    problems.push({ severity: "warning", code: "switch_default", offset, end, message, fix });
  }
  return problems;
}

/**
 * The known defect of the service: Entra is the source, the Switch has a default, and nothing around it drops a null.
 */
function isNullable(
  fallback: ExpressionNode | undefined,
  parent: ExpressionNode | undefined,
  options: LintOptions,
): boolean {
  if (options.direction === "inbound" || fallback === undefined || fallback.kind === "omitted") return false;
  return calledFunction(parent) !== "IgnoreFlowIfNullOrEmpty";
}

function lintSelectUniqueValue(
  node: NodeOf<"call">,
  parent: ExpressionNode | undefined,
  options: LintOptions,
): readonly LintProblem[] {
  const { offset, end } = node;
  const problems: LintProblem[] = [];
  if (parent !== undefined) {
    problems.push({
      severity: "error",
      code: "not_top_level",
      offset,
      end,
      message: "SelectUniqueValue is allowed only at the top level of an expression",
    });
  }
  if (options.target?.matching === true) {
    const message = "SelectUniqueValue cannot supply a matching attribute";
    problems.push({ severity: "error", code: "matching_attribute_not_allowed", offset, end, message });
  }
  if (options.target?.onlyOnCreation === false) {
    const message = "SelectUniqueValue is for creation only: apply the mapping only during object creation";
    problems.push({ severity: "warning", code: "not_only_on_creation", offset, end, message });
  }
  if (options.direction === "outbound") {
    const message =
      "SelectUniqueValue is supported from Workday, SuccessFactors and API-driven sources to Active Directory only";
    problems.push({ severity: "warning", code: "unsupported_connector", offset, end, message });
  }
  return problems;
}

/** Syntax of other regex engines, and how .NET reads it. */
const DIFFERENCES: readonly (readonly [form: RegExp, message: string])[] = [
  [/\[\[:\^?[a-z]{1,10}:\]/, "POSIX classes such as [:alpha:] are read as single characters; use \\p{L}"],
  [/\{,\d/, "{,n} is read as literal characters; write {0,n}"],
  [/\\[hHKQRX]/, "\\h, \\K, \\Q, \\R and \\X do not exist in .NET"],
  [/\(\?P[<=>]/, "(?P<name>…) does not exist in .NET; write (?<name>…)"],
];

function lintReplace(node: NodeOf<"call">, source: string): readonly LintProblem[] {
  const pattern = node.arguments[2];
  if (pattern?.kind !== "string" || pattern.value === "") return [];
  const { offset, end, value } = pattern;
  const problems: LintProblem[] = DIFFERENCES.filter(([form]) => form.test(value)).map(([, message]) => {
    return { severity: "warning", code: "regex_differs", offset, end, message };
  });
  try {
    compileDotnetRegex(value);
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    const position = offsetInSource(source, pattern, error.offset);
    problems.push({ severity: "error", code: error.code, offset: position, end, message: error.message });
  }
  return [...problems, ...lintNumbering(node, value)];
}

/** .NET numbers unnamed groups before named ones; other engines number both from left to right. */
function lintNumbering(node: NodeOf<"call">, pattern: string): readonly LintProblem[] {
  const replacement = node.arguments[4];
  const hasNamed = /\(\?(?:<[A-Za-z_]|')/.test(pattern);
  const hasUnnamed = /(?:^|[^\\])\((?!\?)/.test(pattern);
  if (replacement?.kind !== "string" || !hasNamed || !hasUnnamed || !/\$\{?\d/.test(replacement.value)) return [];
  const { offset, end } = replacement;
  const message =
    "The pattern has named and unnamed groups: .NET numbers the unnamed ones first; refer to groups by name";
  return [{ severity: "information", code: "regex_differs", offset, end, message }];
}
