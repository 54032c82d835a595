/** Restrictions that the documentation adds to the grammar. */
import type { ExpressionErrorCode } from "../../errors.ts";
import { findFunction } from "../functions/registry.ts";
import type { ExpressionNode, NodeOf } from "../syntax/ast.ts";

/** A node that violates a restriction, and why. */
export interface Violation {
  readonly node: ExpressionNode;
  readonly code: ExpressionErrorCode;
  readonly message: string;
}

const NULL_TESTS: ReadonlySet<string> = new Set(["IsNull", "IsNullOrEmpty", "IsPresent", "IsNothing"]);

/** The documented name of the function that a node calls. */
export function calledFunction(node: ExpressionNode | undefined): string | undefined {
  return node?.kind === "call" ? findFunction(node.name)?.name : undefined;
}

/** Always rejected: `IgnoreFlowIfNullOrEmpty` as the condition of `IIF`. It belongs around the whole IIF. */
export function checkPlacement(node: NodeOf<"call">, name: string): Violation | undefined {
  if (name !== "IIF") return undefined;
  const condition = node.arguments[0];
  const parts = condition?.kind === "compare" ? [condition.left, condition.right] : [condition];
  const part = parts.find((one) => calledFunction(one) === "IgnoreFlowIfNullOrEmpty");
  return part && unsupported(part, "IgnoreFlowIfNullOrEmpty belongs around the IIF");
}

/** Rejected in strict mode only. */
export function checkDocumented(node: NodeOf<"call">, name: string): Violation | undefined {
  if (node.name !== name) {
    return { node, code: "unknown_function", message: `expected this spelling, found ${node.name}` };
  }
  if (name === "IIF") return checkCondition(node.arguments[0]);
  if (name === "Switch") return checkSwitchSource(node.arguments[0]);
  return undefined;
}

/**
 * The three conditions of IIF that the reference lists as unsupported: the check fails if the attribute has no value.
 */
export function checkCondition(condition: ExpressionNode | undefined): Violation | undefined {
  const isEmptyTest = condition?.kind === "compare" && [condition.left, condition.right].some(isEmptyString);
  return isEmptyTest ? unsupportedNullTest(condition, '""') : checkSwitchSource(condition);
}

/** `Switch` compares its source as a string; the reference warns of null tests there. */
export function checkSwitchSource(source: ExpressionNode | undefined): Violation | undefined {
  const called = calledFunction(source);
  const isNullTest = source !== undefined && called !== undefined && NULL_TESTS.has(called);
  return isNullTest ? unsupportedNullTest(source, called) : undefined;
}

function unsupportedNullTest(node: ExpressionNode, test: string): Violation {
  return unsupported(node, `A test for ${test} is not supported here: use Switch with the key ""`);
}

function unsupported(node: ExpressionNode, message: string): Violation {
  return { node, code: "unsupported_condition", message };
}

function isEmptyString(node: ExpressionNode): boolean {
  return node.kind === "string" && node.value === "";
}
