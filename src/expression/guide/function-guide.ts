/**
 * What the guide says of a function. The texts stand apart from the implementations, and in functions, so that a bundle which only
 * evaluates leaves them out; the compiler checks that both know the same functions.
 */
import type { EvaluationContext } from "../evaluation/context.ts";
import type { AttributeValue, ExpressionResult } from "../evaluation/values.ts";

/** A parameter of a function. */
export interface ParameterGuide {
  /** Name in the documentation. */
  readonly name: string;
  /** Whether it must be given, and how often it may. */
  readonly occurrence: "required" | "optional" | "repeating";
  /** What it stands for. */
  readonly note: string;
}

/** An example that runs. */
export interface FunctionExample {
  /** The expression. */
  readonly expression: string;
  /** The attributes it reads. */
  readonly attributes?: Readonly<Record<string, AttributeValue>> | undefined;
  /** Clock, randomness and directory, where the function uses them. */
  readonly context?: EvaluationContext | undefined;
  /** What it evaluates to. */
  readonly result: ExpressionResult;
}

/** What the guide says of a function. */
export interface FunctionGuide {
  /** What it does. */
  readonly summary: string;
  /** Its parameters in order. */
  readonly parameters: readonly ParameterGuide[];
  /** An example. */
  readonly example: FunctionExample;
  /** Where it is documented; default: application provisioning. */
  readonly origin?: "cloud sync" | "older schemas" | undefined;
}

/** A parameter that must be given. */
export function required(name: string, note: string): ParameterGuide {
  return { name, occurrence: "required", note };
}

/** A parameter that may be left out. */
export function optional(name: string, note: string): ParameterGuide {
  return { name, occurrence: "optional", note };
}

/** A parameter that may be given many times. */
export function repeating(name: string, note: string): ParameterGuide {
  return { name, occurrence: "repeating", note };
}
