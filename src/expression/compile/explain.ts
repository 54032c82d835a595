/** Explains a result: the tree of an expression with the value of every node. */
import { type ExpressionError, isExpressionError } from "../../errors.ts";
import type { Attributes, EvaluationContext } from "../evaluation/context.ts";
import type { ExpressionResult } from "../evaluation/values.ts";
import { childrenOf, type ExpressionNode } from "../syntax/ast.ts";
import { type CompileOptions, compileTree, type Observe } from "./compile.ts";
import { parseExpression } from "./parse.ts";

/** A node of an expression with its result. */
export interface ExplainedNode {
  /** Kind of the node, as in the tree of `parseExpression`. */
  readonly kind: ExpressionNode["kind"];
  /** The part of the expression that the node was parsed from; empty for an omitted argument. */
  readonly source: string;
  /** Zero-based offset in the expression, in UTF-16 code units. */
  readonly offset: number;
  /**
   * `value`: evaluated; `skipped`: in a branch that was not evaluated; `failed`: it, or a node below it, threw an
   * error.
   */
  readonly state: "value" | "skipped" | "failed";
  /** The value of the node; null unless the state is `value`. */
  readonly value: ExpressionResult;
  /** The error, on the node that threw it. */
  readonly error: ExpressionError | undefined;
  /** The child nodes, in order. */
  readonly children: readonly ExplainedNode[];
}

type Outcome = Pick<ExplainedNode, "state" | "value" | "error">;

const SKIPPED: Outcome = { state: "skipped", value: null, error: undefined };
const FAILED: Outcome = { state: "failed", value: null, error: undefined };

/**
 * Evaluates an expression once and returns the value of every node.
 *
 * @param source The expression; at most 10,000 characters.
 * @param attributes Attributes of one object.
 * @param context Clock, randomness and directory, as for `evaluate`.
 * @param options Options of the compilation.
 * @returns The tree; an error of the evaluation is on the node that threw it.
 * @throws ExpressionError only for an expression that does not compile.
 * @example
 * ```ts
 * import { explainExpression } from "proxyclick-scim/expression";
 *
 * explainExpression('ToUpper([city])', { city: "Brussels" });
 * ```
 */
export function explainExpression(
  source: string,
  attributes: Attributes,
  context: EvaluationContext = {},
  options: CompileOptions = {},
): ExplainedNode {
  const ast = parseExpression(source);
  const outcomes = new Map<ExpressionNode, Outcome>();
  const expression = compileTree(source, ast, options, recordOutcomes(outcomes));
  try {
    outcomes.set(ast, { state: "value", value: expression.evaluate(attributes, context), error: undefined });
  } catch (error) {
    recordFailure(outcomes, ast, error);
  }
  return describe(ast, source, outcomes);
}

function recordOutcomes(outcomes: Map<ExpressionNode, Outcome>): Observe {
  return (node, evaluate) => (evaluation) => {
    try {
      const value = evaluate(evaluation);
      outcomes.set(node, { state: "value", value, error: undefined });
      return value;
    } catch (error) {
      recordFailure(outcomes, node, error);
      throw error;
    }
  };
}

/** The first node that sees an error threw it; the nodes above only fail with it. */
function recordFailure(outcomes: Map<ExpressionNode, Outcome>, node: ExpressionNode, error: unknown): void {
  if (!isExpressionError(error)) throw error;
  const isKnown = [...outcomes.values()].some((outcome) => outcome.error === error);
  if (!isKnown) outcomes.set(node, { ...FAILED, error });
  else if (outcomes.get(node)?.error === undefined) outcomes.set(node, FAILED);
}

function describe(node: ExpressionNode, source: string, outcomes: ReadonlyMap<ExpressionNode, Outcome>): ExplainedNode {
  const { kind, offset, end } = node;
  const children = childrenOf(node).map((child) => describe(child, source, outcomes));
  return {
    kind,
    source: source.slice(offset, end),
    offset,
    ...(outcomes.get(node) ?? constantOutcome(node)),
    children,
  };
}

/** A constant that was not evaluated still has its value. */
function constantOutcome(node: ExpressionNode): Outcome {
  return node.kind === "string" ? { state: "value", value: node.value, error: undefined } : SKIPPED;
}
