/**
 * What the implementation of a function is made of. Every family file of this folder is a table of such definitions.
 */
import { ExpressionError, type ExpressionErrorCode } from "../../errors.ts";
import type { Run } from "../evaluation/context.ts";
import { type ExpressionResult, entryText, scalarText, toNumber, type Value } from "../evaluation/values.ts";
import type { ExpressionNode } from "../syntax/ast.ts";

/** A compiled node. */
export type Evaluate = (run: Run) => ExpressionResult;

/** A call that is being compiled, and later the place where its errors point to. */
export interface Call {
  /** Documented name of the function. */
  readonly name: string;
  /** The whole expression. */
  readonly source: string;
  /** Offset of the call in the expression. */
  readonly offset: number;
  /** The arguments as they were written. */
  readonly nodes: readonly ExpressionNode[];
  /** The arguments, compiled; an omitted one evaluates to null. */
  readonly arguments: readonly Evaluate[];
}

/** A function of the language. */
export interface FunctionDefinition {
  /** Fewest arguments. */
  readonly minimum: number;
  /** Most arguments; {@link ANY_NUMBER} for a repeating one. */
  readonly maximum: number;
  /** Compiles a call; runs once, so that constants are looked at once. */
  readonly compile: (call: Call) => Evaluate;
}

/** Most arguments of a function whose last one repeats. */
export const ANY_NUMBER = Number.POSITIVE_INFINITY;

/** A table of functions by their documented name. */
export type FunctionTable = Readonly<Record<string, FunctionDefinition>>;

/** Ends compilation or evaluation with an error that points to the call. */
export function fail(
  call: Pick<Call, "name" | "source" | "offset">,
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

/** The nth argument of a call, compiled; one that was left out evaluates to null. */
export function argumentAt(call: Call, index: number): Evaluate {
  return call.arguments[index] ?? omitted;
}

function omitted(): null {
  return null;
}

/** Whether the nth argument was written, be it as `""`. */
export function isGiven(call: Call, index: number): boolean {
  const node = call.nodes[index];
  return node !== undefined && node.kind !== "omitted";
}

/** The nth argument where it is a constant text. */
export function constantText(call: Call, index: number): string | undefined {
  const node = call.nodes[index];
  return node?.kind === "text" ? node.value : undefined;
}

/** A value as text, null kept. A list of one value is that value; a longer one is no text. */
export function textOf(value: Value, call: Call): string | null {
  if (typeof value === "string" || value === null) return value;
  if (typeof value !== "object") return scalarText(value);
  const [entry] = value;
  if (entry === undefined) return null;
  if (value.length > 1) {
    fail(call, "wrong_argument_type", `expected one value, found ${value.length}: use Item or Join`);
  }
  return entryText(entry);
}

/** The whole number that a text stands for. */
export function integerOf(text: string | null, call: Call, what: string): number {
  const number = toNumber(text);
  if (number === undefined) fail(call, "wrong_argument_type", `expected a whole number as ${what}`);
  return Math.trunc(number);
}

/** Longest text that a function gives, in UTF-16 code units: nested calls could multiply a text until the memory is full. */
const MAX_TEXT_LENGTH = 1_000_000;

/** Ends the evaluation when a text has grown too long. */
export function checkLength(length: number, call: Call): void {
  if (length > MAX_TEXT_LENGTH) fail(call, "value_too_long", `the text has more than ${MAX_TEXT_LENGTH} characters`);
}

/** A function that looks at all its arguments. A flow symbol among them is its result. */
export function eager(
  minimum: number,
  maximum: number,
  apply: (values: readonly Value[], call: Call, run: Run) => ExpressionResult,
): FunctionDefinition {
  const compile = (call: Call): Evaluate => {
    const arguments_ = call.arguments;
    return (run) => {
      const values: Value[] = [];
      for (const evaluate of arguments_) {
        const value = evaluate(run);
        if (typeof value === "symbol") return value;
        values.push(value);
      }
      const result = apply(values, call, run);
      if (typeof result === "string") checkLength(result.length, call);
      return result;
    };
  };
  return { minimum, maximum, compile };
}

/** Arguments as texts, null without a value. */
export type Texts = readonly (string | null)[];

/** A function that looks at all its arguments as texts. */
export function ofTexts(
  minimum: number,
  maximum: number,
  apply: (texts: Texts, call: Call, run: Run) => ExpressionResult,
): FunctionDefinition {
  return eager(minimum, maximum, (values, call, run) =>
    apply(
      values.map((value) => textOf(value, call)),
      call,
      run,
    ),
  );
}

/** A function of one argument. */
export function unary(apply: (value: Value, call: Call, run: Run) => ExpressionResult): FunctionDefinition {
  return eager(1, 1, ([value = null], call, run) => apply(value, call, run));
}

/** A function of one text; without a value, its result has none. */
export function ofText(apply: (text: string, call: Call, run: Run) => ExpressionResult): FunctionDefinition {
  return unary((value, call, run) => {
    const text = textOf(value, call);
    return text === null ? null : apply(text, call, run);
  });
}
