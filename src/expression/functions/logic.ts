/**
 * Tests for null, conversions to boolean, and the functions that choose. Choices are lazy: a branch that is not taken is not evaluated.
 */
import { IGNORE_ATTRIBUTE_FLOW, isEmpty, isTrue, scalarText, type Value } from "../values.ts";
import {
  argumentAt,
  type Call,
  constantText,
  type Evaluate,
  type FunctionTable,
  fail,
  textOf,
  unary,
} from "./definition.ts";

export const logicFunctions = {
  IsNull: unary((value) => value === null),
  IsNothing: unary((value) => value === null),
  IsNullOrEmpty: unary(isEmpty),
  IsPresent: unary((value) => !isEmpty(value)),
  IsString: unary((value) => value !== null && typeof value !== "object"),
  Not: unary((value) => !(value === true || (typeof value === "string" && value.trim().toLowerCase() === "true"))),
  CBool: unary(isTrue),
  IgnoreFlowIfNullOrEmpty: unary((value) => (isEmpty(value) ? IGNORE_ATTRIBUTE_FLOW : value)),
  IIF: { minimum: 3, maximum: 3, compile: compileIif },
  Switch: { minimum: 4, maximum: Number.POSITIVE_INFINITY, compile: compileSwitch },
  Coalesce: { minimum: 1, maximum: Number.POSITIVE_INFINITY, compile: compileCoalesce },
} satisfies FunctionTable;

function compileIif(call: Call): Evaluate {
  const condition = argumentAt(call, 0);
  const whenTrue = argumentAt(call, 1);
  const whenFalse = argumentAt(call, 2);
  return (run) => {
    const value = condition(run);
    if (typeof value === "symbol") return value;
    return isTrue(value) ? whenTrue(run) : whenFalse(run);
  };
}

interface Case {
  readonly key: Evaluate;
  readonly value: Evaluate;
  readonly isConstant: boolean;
}

/** Keys that are constants are found in a map; with another key among them, the pairs are compared in order. */
function compileSwitch(call: Call): Evaluate {
  if (call.arguments.length % 2 !== 0) {
    fail(
      call,
      "wrong_argument_count",
      `keys and values come in pairs after the source and the default, found ${call.arguments.length} arguments`,
    );
  }
  const source = argumentAt(call, 0);
  const fallback = argumentAt(call, 1);
  const find = compileCases(call);
  return (run) => {
    const value = source(run);
    if (typeof value === "symbol") return value;
    const chosen = find(switchText(value, call), run) ?? fallback;
    return chosen(run);
  };
}

type FindCase = (source: string, run: Parameters<Evaluate>[0]) => Evaluate | undefined;

function compileCases(call: Call): FindCase {
  const constants = new Map<string, Evaluate>();
  const cases: Case[] = [];
  for (let index = 2; index < call.arguments.length; index += 2) {
    const value = argumentAt(call, index + 1);
    const key = constantText(call, index);
    cases.push({ key: argumentAt(call, index), value, isConstant: key !== undefined });
    if (key !== undefined && !constants.has(key)) constants.set(key, value);
  }
  if (cases.every((one) => one.isConstant)) return (source) => constants.get(source);
  return (source, run) => firstCase(call, cases, source, run);
}

function firstCase(
  call: Call,
  cases: readonly Case[],
  source: string,
  run: Parameters<Evaluate>[0],
): Evaluate | undefined {
  for (const { key, value } of cases) {
    const text = key(run);
    if (typeof text !== "symbol" && switchText(text, call) === source) return value;
  }
  return undefined;
}

/** The key `""` matches a source that is null as well as one that is empty. */
function switchText(value: Value, call: Call): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return typeof value === "object" ? (textOf(value, call) ?? "") : scalarText(value);
}

/** The reference says "not NULL", but one of its examples needs empty text skipped as well; skipping both satisfies every example. */
function compileCoalesce(call: Call): Evaluate {
  const arguments_ = call.arguments;
  return (run) => {
    let last: ReturnType<Evaluate> = null;
    for (const argument of arguments_) {
      const value = argument(run);
      if (typeof value !== "symbol" && !isEmpty(value)) return value;
      if (value !== null) last = value;
    }
    return last;
  };
}
