/**
 * `SelectUniqueValue`: the first candidate that the target does not have.
 *
 * It is allowed only at the top level of an expression, so that the target can be queried between two candidates.
 */
import type { Evaluation } from "../evaluation/context.ts";
import type { ExpressionResult } from "../evaluation/values.ts";
import { ANY_NUMBER, type FunctionCall, type FunctionTable, fail, stringOf } from "./definition.ts";

export const uniqueFunctions = {
  SelectUniqueValue: {
    minimum: 2,
    maximum: ANY_NUMBER,
    compile: (call) => fail(call, "not_top_level", "expected at the top of the expression"),
  },
} satisfies FunctionTable;

/** Whether the target has a value already; without it, no value counts as taken. */
export type IsTaken<Answer> = ((value: string) => Answer) | undefined;

/** Chooses among the candidates of a call, one after the other. Candidates without a value are skipped. */
export function selectUniqueValue(
  call: FunctionCall,
  evaluation: Evaluation,
  isTaken: IsTaken<boolean>,
): ExpressionResult {
  const candidates = candidatesOf(call, evaluation);
  let next = candidates.next();
  while (next.done !== true) next = candidates.next(isTaken?.(next.value));
  return next.value;
}

/** Like {@link selectUniqueValue}, for a target that is queried over a network. */
export async function selectUniqueValueAsync(
  call: FunctionCall,
  evaluation: Evaluation,
  isTaken: IsTaken<boolean | Promise<boolean>>,
): Promise<ExpressionResult> {
  const candidates = candidatesOf(call, evaluation);
  let next = candidates.next();
  while (next.done !== true) next = candidates.next(await isTaken?.(next.value));
  return next.value;
}

/** Yields the candidates, receives for each whether it is taken, and returns the chosen one. */
function* candidatesOf(
  call: FunctionCall,
  evaluation: Evaluation,
): Generator<string, ExpressionResult, boolean | undefined> {
  let hasCandidate = false;
  for (const argument of call.arguments) {
    const value = argument(evaluation);
    if (typeof value === "symbol") return value;
    const string = stringOf(value, call);
    if (string === null || string === "") continue;
    hasCandidate = true;
    const isTaken = yield string;
    if (!isTaken) return string;
  }
  if (!hasCandidate) return null;
  return fail(call, "all_candidates_taken", "all candidates are taken");
}
