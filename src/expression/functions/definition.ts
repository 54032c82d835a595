/**
 * Builds the definitions of functions.
 *
 * Each family of functions is a file of this folder with a table of definitions.
 */
import { ExpressionError, type ExpressionErrorCode } from "../../errors.ts";
import type { Assumptions } from "../evaluation/assumptions.ts";
import type { Evaluation } from "../evaluation/context.ts";
import {
  type ExpressionResult,
  type ExpressionValue,
  entryToString,
  scalarToString,
  toNumber,
} from "../evaluation/values.ts";
import type { ExpressionNode } from "../syntax/ast.ts";

/** A compiled node: evaluates it. */
export type Evaluate = (evaluation: Evaluation) => ExpressionResult;

/** A call being compiled; at evaluation time, the place that its errors point to. */
export interface FunctionCall {
  /** Documented name of the function. */
  readonly name: string;
  /** The whole expression. */
  readonly source: string;
  /** Offset of the call in the expression, in UTF-16 code units. */
  readonly offset: number;
  /** The syntax of the arguments. */
  readonly nodes: readonly ExpressionNode[];
  /** The compiled arguments; an omitted one evaluates to null. */
  readonly arguments: readonly Evaluate[];
  /** What the documentation does not decide. */
  readonly assumptions: Assumptions;
}

/** A function of the language. */
export interface FunctionDefinition {
  /** Minimum number of arguments. */
  readonly minimum: number;
  /** Maximum number of arguments; {@link ANY_NUMBER} if the last one repeats. */
  readonly maximum: number;
  /** Compiles a call. It runs once, so that it reads constants once. */
  readonly compile: (call: FunctionCall) => Evaluate;
}

/** Maximum number of arguments of a function whose last one repeats. */
export const ANY_NUMBER = Number.POSITIVE_INFINITY;

/** Functions by their documented name. */
export type FunctionTable = Readonly<Record<string, FunctionDefinition>>;

/**
 * Fails compilation or evaluation.
 *
 * @throws ExpressionError that points to the call.
 */
export function fail(
  call: Pick<FunctionCall, "name" | "source" | "offset">,
  code: ExpressionErrorCode,
  problem: string,
  cause?: unknown,
): never {
  const { source, offset } = call;
  throw new ExpressionError(`${call.name}: ${problem}`, {
    code,
    source,
    offset,
    ...(cause !== undefined && { cause }),
  });
}

/** An argument that is not given. */
export const omitted: Evaluate = () => null;

/** The nth argument if it is a string constant. */
export function constantString(call: FunctionCall, index: number): string | undefined {
  const node = call.nodes[index];
  return node?.kind === "string" ? node.value : undefined;
}

/** Converts a value to a string; null stays null. A list of one value is that value; a longer list fails. */
export function stringOf(value: ExpressionValue, call: FunctionCall): string | null {
  if (typeof value === "string" || value === null) return value;
  if (typeof value !== "object") return scalarToString(value);
  const [entry] = value;
  if (entry === undefined) return null;
  if (value.length > 1) {
    fail(call, "wrong_argument_type", `expected one value, found ${value.length}: use Item or Join`);
  }
  return entryToString(entry);
}

/** Converts a value to a string; null becomes an empty string. */
export function stringOrEmpty(value: ExpressionValue, call: FunctionCall): string {
  return stringOf(value, call) ?? "";
}

/** Converts a string to an integer; any other string fails. */
export function integerOf(value: string | null, call: FunctionCall, parameter: string): number {
  const number = toNumber(value);
  if (number === undefined) fail(call, "wrong_argument_type", `expected a whole number as ${parameter}`);
  return Math.trunc(number);
}

/** Maximum length of a result, in UTF-16 code units: nested calls could multiply a string until the memory is full. */
const MAX_LENGTH = 1_000_000;

/** Fails the evaluation if a string has become too long. */
export function checkLength(length: number, call: FunctionCall): void {
  if (length > MAX_LENGTH) fail(call, "value_too_long", `the string has more than ${MAX_LENGTH} characters`);
}

/** A function that evaluates all its arguments. A flow symbol among them is its result. */
export function eagerFunction(
  minimum: number,
  maximum: number,
  apply: (values: readonly ExpressionValue[], call: FunctionCall, evaluation: Evaluation) => ExpressionResult,
): FunctionDefinition {
  const compile = (call: FunctionCall): Evaluate => {
    const arguments_ = call.arguments;
    return (evaluation) => {
      const values: ExpressionValue[] = [];
      for (const evaluate of arguments_) {
        const value = evaluate(evaluation);
        if (typeof value === "symbol") return value;
        values.push(value);
      }
      const result = apply(values, call, evaluation);
      if (typeof result === "string") checkLength(result.length, call);
      return result;
    };
  };
  return { minimum, maximum, compile };
}

/** Arguments as strings; null for no value. */
export type StringArguments = readonly (string | null)[];

/** A function of strings. */
export function stringFunction(
  minimum: number,
  maximum: number,
  apply: (strings: StringArguments, call: FunctionCall, evaluation: Evaluation) => ExpressionResult,
): FunctionDefinition {
  return eagerFunction(minimum, maximum, (values, call, evaluation) =>
    apply(
      values.map((value) => stringOf(value, call)),
      call,
      evaluation,
    ),
  );
}

/** A function of one argument. */
export function unaryFunction(
  apply: (value: ExpressionValue, call: FunctionCall, evaluation: Evaluation) => ExpressionResult,
): FunctionDefinition {
  return eagerFunction(1, 1, ([value = null], call, evaluation) => apply(value, call, evaluation));
}

/** A function of one string; null for null. */
export function unaryStringFunction(
  apply: (string: string, call: FunctionCall, evaluation: Evaluation) => ExpressionResult,
): FunctionDefinition {
  return unaryFunction((value, call, evaluation) => {
    const string = stringOf(value, call);
    return string === null ? null : apply(string, call, evaluation);
  });
}
