/**
 * Values that no other account has: `SelectUniqueValue`, asked of the target candidate by candidate. They are chosen once, when the account is created.
 */
import { isExpressionError } from "../../errors.ts";
import { IGNORE_OBJECT_FLOW } from "../../expression/index.ts";
import { compileFilter, parseFilter } from "../../filter/index.ts";
import { equals } from "../context/account-lookup.ts";
import type { CycleContext } from "../context/context.ts";
import type { UserWork } from "../decide/decide.ts";
import type { Failure } from "../log/failure.ts";
import { expressionFailure, invalidValue, mappingFailure } from "../log/skip-reasons.ts";
import type { CompiledAttribute } from "../mapping/compile-mapping.ts";
import { describeExpressionError, toTargetValue } from "../mapping/evaluate-mapping.ts";
import type { TargetValues } from "../ports/state.ts";

/** What was chosen, or why nothing was. */
export type UniqueValues = ({ readonly values: TargetValues } | { readonly failure: Failure }) & {
  /** Lets the chosen values go; to be called once the account exists, or will not. */
  readonly release: () => void;
};

/** Most questions for one value at a time; documented examples have three candidates. */
const MAX_QUESTIONS = 20;

const NONE: UniqueValues = { values: {}, release: () => undefined };

/**
 * Chooses the unique values of a new account. Until they are released, no other user of this job gets them.
 *
 * @throws ScimError when the target cannot be asked.
 */
export async function chooseUniqueValues(context: CycleContext, work: UserWork): Promise<UniqueValues> {
  const { unique } = context.mapping;
  if (unique.length === 0) return NONE;
  const values: Record<string, unknown> = {};
  const held: string[] = [];
  const release = () => {
    for (const key of held.splice(0)) context.choosing.delete(key);
  };
  try {
    for (const attribute of unique) {
      const { target } = attribute;
      const result = await choose(context, work, attribute, held);
      if (result === undefined) continue;
      if ("failure" in result) return { ...result, release };
      if (result.value !== null) values[target] = result.value;
    }
    return { values, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** The value of an attribute, null when there is none; undefined when the attribute is to be left alone. */
type Chosen = { readonly value: unknown } | { readonly failure: Failure } | undefined;

async function choose(
  context: CycleContext,
  work: UserWork,
  attribute: CompiledAttribute,
  held: string[],
): Promise<Chosen> {
  const { target } = attribute;
  let questions = 0;
  const isTaken = async (candidate: string): Promise<boolean> => {
    const key = `${attribute.target}\n${attribute.node.caseExact ? candidate : candidate.toLowerCase()}`;
    if (context.choosing.has(key)) return true;
    questions += 1;
    if (questions > MAX_QUESTIONS) return true;
    // Held before the question, so that two users who ask at the same time do not both get it.
    context.choosing.add(key);
    const taken = await hasAccount(context, attribute, candidate).catch((error: unknown) => {
      context.choosing.delete(key);
      throw error;
    });
    if (taken) context.choosing.delete(key);
    else held.push(key);
    return taken;
  };
  try {
    const { now, guid, defaultDomain } = context;
    const result = await attribute.expression?.evaluateAsync(work.read, { now, guid, defaultDomain, isTaken });
    const value = toTargetValue(attribute, result ?? null, "create");
    if (value === IGNORE_OBJECT_FLOW) return { failure: mappingFailure({ kind: "ignored", target }) };
    if (value !== undefined && "problem" in value) return { failure: invalidValue(target, value) };
    return value;
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    // A candidate may be free once others have moved.
    const conflict = error.code === "all_candidates_taken";
    return { failure: { ...expressionFailure(target, describeExpressionError(error)), conflict } };
  }
}

async function hasAccount(
  { accounts, target }: CycleContext,
  attribute: CompiledAttribute,
  candidate: string,
): Promise<boolean> {
  const filter = equals(attribute.target, candidate);
  const matches = compileFilter(parseFilter(filter), target.users.type);
  for await (const account of accounts.matching(filter, 1)) if (matches(account)) return true;
  return false;
}
