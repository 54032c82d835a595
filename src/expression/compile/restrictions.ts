/**
 * What the documentation forbids although the grammar allows it.
 */
import type { ExpressionErrorCode } from "../../errors.ts";
import { findFunction } from "../functions/registry.ts";
import type { CallNode, ExpressionNode } from "../syntax/ast.ts";

/** A node that stands where it must not, and why. */
export interface Refusal {
  readonly node: ExpressionNode;
  readonly code: ExpressionErrorCode;
  readonly message: string;
}

const NULL_TESTS: ReadonlySet<string> = new Set(["IsNull", "IsNullOrEmpty", "IsPresent", "IsNothing"]);

/** The documented name of the function a node calls. */
export function calledFunction(node: ExpressionNode | undefined): string | undefined {
  return node?.kind === "call" ? findFunction(node.name)?.name : undefined;
}

/** What is refused always: `IgnoreFlowIfNullOrEmpty` as the condition of `IIF`. It wraps the whole IIF instead. */
export function checkPlacement(node: CallNode, name: string): Refusal | undefined {
  if (name !== "IIF") return undefined;
  const condition = node.arguments[0];
  const parts = condition?.kind === "compare" ? [condition.left, condition.right] : [condition];
  const part = parts.find((one) => calledFunction(one) === "IgnoreFlowIfNullOrEmpty");
  return part && unsupported(part, "IgnoreFlowIfNullOrEmpty belongs around the IIF");
}

/** What is refused in strict mode only. */
export function checkDocumented(node: CallNode, name: string): Refusal | undefined {
  if (node.name !== name) {
    return { node, code: "unknown_function", message: `expected this spelling, found ${node.name}` };
  }
  if (name === "IIF") return checkCondition(node.arguments[0]);
  if (name === "Switch") return checkSwitchSource(node.arguments[0]);
  return undefined;
}

/** The three forms of IIF that the reference lists as unsupported: the check fails when the attribute has no value. */
export function checkCondition(condition: ExpressionNode | undefined): Refusal | undefined {
  const isEmptyTest = condition?.kind === "compare" && [condition.left, condition.right].some(isEmptyText);
  return isEmptyTest ? unsupportedNullTest(condition, '""') : checkSwitchSource(condition);
}

/** `Switch` compares its source as text; the reference warns of null tests there. */
export function checkSwitchSource(source: ExpressionNode | undefined): Refusal | undefined {
  const called = calledFunction(source);
  const isNullTest = source !== undefined && called !== undefined && NULL_TESTS.has(called);
  return isNullTest ? unsupportedNullTest(source, called) : undefined;
}

function unsupportedNullTest(node: ExpressionNode, test: string): Refusal {
  return unsupported(node, `A test for ${test} is not supported here: use Switch with the key ""`);
}

function unsupported(node: ExpressionNode, message: string): Refusal {
  return { node, code: "unsupported_condition", message };
}

function isEmptyText(node: ExpressionNode): boolean {
  return node.kind === "text" && node.value === "";
}
