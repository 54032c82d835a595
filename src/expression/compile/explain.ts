/**
 * Where a result comes from: the tree of an expression with the value of every node.
 */
import { type ExpressionError, isExpressionError } from "../../errors.ts";
import type { Attributes, EvaluationContext } from "../evaluation/context.ts";
import type { ExpressionResult } from "../evaluation/values.ts";
import { childrenOf, type ExpressionNode } from "../syntax/ast.ts";
import { parseExpression } from "../syntax/parser.ts";
import { type CompileOptions, compileTree, type Observe } from "./compile.ts";

/** A node of an expression and what became of it. */
export interface ExplainedNode {
  /** What the node is, as in the tree of `parseExpression`. */
  readonly kind: ExpressionNode["kind"];
  /** The text of the node; empty for an omitted argument. */
  readonly text: string;
  /** Zero-based offset into the expression. */
  readonly offset: number;
  /** `value`: evaluated; `skipped`: in a branch that was not taken; `failed`: it, or a node below it, raised an error. */
  readonly state: "value" | "skipped" | "failed";
  /** What the node evaluated to; null unless the state is `value`. */
  readonly value: ExpressionResult;
  /** The error, on the node that raised it. */
  readonly error: ExpressionError | undefined;
  /** The nodes below, in the order of the text. */
  readonly children: readonly ExplainedNode[];
}

type Outcome = Pick<ExplainedNode, "state" | "value" | "error">;

const SKIPPED: Outcome = { state: "skipped", value: null, error: undefined };
const FAILED: Outcome = { state: "failed", value: null, error: undefined };

/**
 * Evaluates an expression once and tells the value of every node.
 *
 * @param attributes of one object.
 * @param context clock, randomness and directory, as for `evaluate`.
 * @returns the tree; an error of the evaluation stands on the node that raised it.
 * @throws ExpressionError only for an expression that cannot be compiled.
 * @example
 * ```ts
 * import { explainExpression } from "proxyclick-scim/expression";
 *
 * explainExpression('ToUpper([city])', { city: "Brussels" });
 * ```
 */
export function explainExpression(
  text: string,
  attributes: Attributes,
  context: EvaluationContext = {},
  options: CompileOptions = {},
): ExplainedNode {
  const ast = parseExpression(text);
  const outcomes = new Map<ExpressionNode, Outcome>();
  const expression = compileTree(text, ast, options, watch(outcomes));
  try {
    outcomes.set(ast, { state: "value", value: expression.evaluate(attributes, context), error: undefined });
  } catch (error) {
    noteFailure(outcomes, ast, error);
  }
  return describe(ast, text, outcomes);
}

function watch(outcomes: Map<ExpressionNode, Outcome>): Observe {
  return (node, evaluate) => (run) => {
    try {
      const value = evaluate(run);
      outcomes.set(node, { state: "value", value, error: undefined });
      return value;
    } catch (error) {
      noteFailure(outcomes, node, error);
      throw error;
    }
  };
}

/** The first node to see an error is the one that raised it; the nodes above only failed with it. */
function noteFailure(outcomes: Map<ExpressionNode, Outcome>, node: ExpressionNode, error: unknown): void {
  if (!isExpressionError(error)) throw error;
  const isKnown = [...outcomes.values()].some((outcome) => outcome.error === error);
  if (!isKnown) outcomes.set(node, { ...FAILED, error });
  else if (outcomes.get(node)?.error === undefined) outcomes.set(node, FAILED);
}

function describe(node: ExpressionNode, text: string, outcomes: ReadonlyMap<ExpressionNode, Outcome>): ExplainedNode {
  const { kind, offset, end } = node;
  const children = childrenOf(node).map((child) => describe(child, text, outcomes));
  return { kind, text: text.slice(offset, end), offset, ...(outcomes.get(node) ?? constantOutcome(node)), children };
}

/** Constant keys of Switch are looked up, not evaluated. */
function constantOutcome(node: ExpressionNode): Outcome {
  return node.kind === "text" ? { state: "value", value: node.value, error: undefined } : SKIPPED;
}
