/**
 * Tests, conversions to boolean, and the functions that choose a value.
 *
 * Only the chosen branch is evaluated.
 */
import { IGNORE_ATTRIBUTE_FLOW, isEmpty, isLiteralTrue, isTruthy } from "../evaluation/values.ts";
import {
  ANY_NUMBER,
  type Evaluate,
  type FunctionCall,
  type FunctionTable,
  fail,
  omitted,
  stringOrEmpty,
  unaryFunction,
} from "./definition.ts";

export const logicFunctions = {
  IsNull: unaryFunction((value) => value === null),
  IsNothing: unaryFunction((value) => value === null),
  IsNullOrEmpty: unaryFunction(isEmpty),
  IsPresent: unaryFunction((value) => !isEmpty(value)),
  IsString: unaryFunction((value) => value !== null && typeof value !== "object"),
  Not: unaryFunction((value) => !isLiteralTrue(value)),
  CBool: unaryFunction(isTruthy),
  IgnoreFlowIfNullOrEmpty: unaryFunction((value) => (isEmpty(value) ? IGNORE_ATTRIBUTE_FLOW : value)),
  IIF: { minimum: 3, maximum: 3, compile: compileIif },
  Switch: { minimum: 4, maximum: ANY_NUMBER, compile: compileSwitch },
  Coalesce: { minimum: 1, maximum: ANY_NUMBER, compile: compileCoalesce },
} satisfies FunctionTable;

function compileIif(call: FunctionCall): Evaluate {
  const [condition = omitted, whenTrue = omitted, whenFalse = omitted] = call.arguments;
  return (evaluation) => {
    const value = condition(evaluation);
    if (typeof value === "symbol") return value;
    return isTruthy(value) ? whenTrue(evaluation) : whenFalse(evaluation);
  };
}

function compileSwitch(call: FunctionCall): Evaluate {
  const [source = omitted, fallback = omitted, ...pairs] = call.arguments;
  if (pairs.length % 2 !== 0) {
    fail(call, "wrong_argument_count", `expected pairs of key and value, found ${pairs.length} arguments`);
  }
  return (evaluation) => {
    const value = source(evaluation);
    if (typeof value === "symbol") return value;
    // The key "" matches a source that is null as well as one that is empty.
    const string = stringOrEmpty(value, call);
    for (let index = 0; index < pairs.length; index += 2) {
      const key = pairs[index]?.(evaluation);
      if (key !== undefined && typeof key !== "symbol" && stringOrEmpty(key, call) === string)
        return pairs[index + 1]?.(evaluation) ?? null;
    }
    return fallback(evaluation);
  };
}

/**
 * The reference says "not NULL", but one of its examples also skips an empty string; skipping both satisfies every
 * example.
 */
function compileCoalesce(call: FunctionCall): Evaluate {
  const arguments_ = call.arguments;
  const skipsEmpty = call.assumptions.coalesceSkipsEmpty !== false;
  return (evaluation) => {
    let last: ReturnType<Evaluate> = null;
    for (const argument of arguments_) {
      const value = argument(evaluation);
      if (typeof value !== "symbol" && !(skipsEmpty ? isEmpty(value) : value === null)) return value;
      if (value !== null) last = value;
    }
    return last;
  };
}
