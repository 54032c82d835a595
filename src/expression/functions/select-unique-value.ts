/**
 * `SelectUniqueValue`: the first candidate that the target does not have. It stands alone at the top of an expression, so that the
 * target can be asked between two candidates.
 */
import type { Run } from "../evaluation/context.ts";
import type { ExpressionResult } from "../evaluation/values.ts";
import { ANY_NUMBER, type Call, type FunctionTable, fail, textOf } from "./definition.ts";

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
export function selectUniqueValue(call: Call, run: Run, isTaken: IsTaken<boolean>): ExpressionResult {
  const candidates = candidatesOf(call, run);
  let next = candidates.next();
  while (next.done !== true) next = candidates.next(isTaken?.(next.value));
  return next.value;
}

/** As {@link selectUniqueValue}, for a target that answers later. */
export async function selectUniqueValueAsync(
  call: Call,
  run: Run,
  isTaken: IsTaken<boolean | Promise<boolean>>,
): Promise<ExpressionResult> {
  const candidates = candidatesOf(call, run);
  let next = candidates.next();
  while (next.done !== true) next = candidates.next(await isTaken?.(next.value));
  return next.value;
}

/** Yields candidates, is told of each whether it is taken, and returns the chosen one. */
function* candidatesOf(call: Call, run: Run): Generator<string, ExpressionResult, boolean | undefined> {
  let hasCandidate = false;
  for (const argument of call.arguments) {
    const value = argument(run);
    if (typeof value === "symbol") return value;
    const text = textOf(value, call);
    if (text === null || text === "") continue;
    hasCandidate = true;
    const isTaken = yield text;
    if (!isTaken) return text;
  }
  if (!hasCandidate) return null;
  return fail(call, "all_candidates_taken", "all candidates are taken");
}
