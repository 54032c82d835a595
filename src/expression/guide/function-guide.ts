/**
 * The documentation of a function.
 *
 * It is separate from the implementation, and inside functions, so that a bundle that only evaluates leaves it out; the
 * compiler checks that both have the same functions.
 */
import type { EvaluationContext } from "../evaluation/context.ts";
import type { AttributeValue, ExpressionResult } from "../evaluation/values.ts";

/** The documentation of a function of the language, with an example that runs. */
export interface FunctionGuide {
  /** Documented name. */
  readonly name: string;
  /** Minimum number of arguments. */
  readonly minimum: number;
  /** Maximum number of arguments; `Infinity` if the last one repeats. */
  readonly maximum: number;
  /** What the function does. */
  readonly summary: string;
  /** Its parameters, in order. */
  readonly parameters: readonly {
    /** Documented name. */
    readonly name: string;
    /** Whether the parameter must be given, may be left out, or may be given several times. */
    readonly occurrence: "required" | "optional" | "repeating";
    /** What the parameter means. */
    readonly description: string;
  }[];
  /** An example. */
  readonly example: {
    /** The expression. */
    readonly expression: string;
    /** The attributes it reads; default: none. */
    readonly attributes?: Readonly<Record<string, AttributeValue>> | undefined;
    /** Clock, randomness and directory, if the function uses them. */
    readonly context?: EvaluationContext | undefined;
    /** The result of the evaluation. */
    readonly result: ExpressionResult;
  };
  /** Where the function is documented; default: application provisioning. */
  readonly origin?: "cloud sync" | "older schemas" | undefined;
}

/** The part of a guide that does not follow from the implementation. */
export type GuideEntry = Omit<FunctionGuide, "name" | "minimum" | "maximum">;

type ParameterGuide = FunctionGuide["parameters"][number];

/** A parameter that must be given. */
export function required(name: string, description: string): ParameterGuide {
  return { name, occurrence: "required", description };
}

/** A parameter that may be left out. */
export function optional(name: string, description: string): ParameterGuide {
  return { name, occurrence: "optional", description };
}

/** A parameter that may be given several times. */
export function repeating(name: string, description: string): ParameterGuide {
  return { name, occurrence: "repeating", description };
}
