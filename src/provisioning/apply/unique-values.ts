/**
 * Chooses the values of a new account that no other account may have (`SelectUniqueValue`), by querying the target for
 * one candidate after another.
 */
import { isExpressionError } from "../../errors.ts";
import { IGNORE_OBJECT_FLOW } from "../../expression/index.ts";
import { comparisonKey } from "../../internal/comparison-key.ts";
import { equalityFilter } from "../context/account-index.ts";
import type { CycleContext } from "../context/context.ts";
import type { ListedUser } from "../decide/decision.ts";
import type { Failure } from "../log/failure.ts";
import { expressionFailure, invalidValueFailure, mappingFailure } from "../log/skip-reasons.ts";
import type { CompiledAttribute } from "../mapping/compile-mapping.ts";
import { describeExpressionError, toTargetValue } from "../mapping/evaluate-mapping.ts";
import type { TargetValues } from "../ports/state.ts";

/** The chosen values of a new account. */
export interface UniqueValues {
  readonly values: TargetValues;
  /** Releases the values; to be called once the account exists or will not. */
  readonly release: () => void;
}

/** Most queries for one value; documented examples have three candidates. */
const MAX_QUERIES = 20;

/**
 * Chooses the unique values of a new account, or says why there are none. Until they are released, no other user of
 * this job gets them.
 *
 * @throws ScimError when the target cannot be queried.
 */
export async function chooseUniqueValues(
  context: CycleContext,
  subject: ListedUser,
): Promise<UniqueValues | { readonly failure: Failure }> {
  const values: Record<string, unknown> = {};
  const reserved: string[] = [];
  const release = () => {
    for (const key of reserved.splice(0)) context.reservedValues.delete(key);
  };
  try {
    for (const attribute of context.mapping.unique) {
      const chosen = await chooseValue(context, subject, attribute, reserved);
      if (chosen === undefined) continue;
      if ("failure" in chosen) {
        release();
        return chosen;
      }
      if (chosen.value !== null) values[attribute.target] = chosen.value;
    }
    return { values, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** The value of an attribute, null when there is none; undefined when the attribute is left out. */
type Choice = { readonly value: unknown } | { readonly failure: Failure } | undefined;

async function chooseValue(
  context: CycleContext,
  subject: ListedUser,
  attribute: CompiledAttribute,
  reserved: string[],
): Promise<Choice> {
  const { target } = attribute;
  const { now, guid, defaultDomain } = context;
  const isTaken = takenBy(context, attribute, reserved);
  try {
    const result = await attribute.expression?.evaluateAsync(subject.read, { now, guid, defaultDomain, isTaken });
    const value = toTargetValue(attribute, result ?? null, "create");
    if (value === IGNORE_OBJECT_FLOW) return { failure: mappingFailure({ kind: "ignored", target }) };
    if (value !== undefined && "problem" in value) return { failure: invalidValueFailure(target, value) };
    return value;
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    // A candidate may be free once other users have been processed.
    const conflict = error.code === "all_candidates_taken";
    return { failure: { ...expressionFailure(target, describeExpressionError(error)), conflict } };
  }
}

/** Whether a candidate is taken by an account, or reserved for another user; else it is reserved. */
function takenBy(
  context: CycleContext,
  attribute: CompiledAttribute,
  reserved: string[],
): (candidate: string) => Promise<boolean> {
  const { reservedValues } = context;
  let queries = 0;
  return async (candidate) => {
    const key = `${attribute.target}\n${comparisonKey(candidate, attribute.node)}`;
    if (reservedValues.has(key)) return true;
    queries += 1;
    if (queries > MAX_QUERIES) return true;
    // Reserved before the query, so that two users who query at the same time do not both get it.
    reservedValues.add(key);
    const taken = await hasAccount(context, attribute, candidate).catch((error: unknown) => {
      reservedValues.delete(key);
      throw error;
    });
    if (taken) reservedValues.delete(key);
    else reserved.push(key);
    return taken;
  };
}

async function hasAccount(context: CycleContext, { target }: CompiledAttribute, candidate: string): Promise<boolean> {
  for await (const { matches } of context.accounts.query(equalityFilter(target, candidate), 1))
    if (matches) return true;
  return false;
}
