/** Checks that a mapping can disable accounts. */
import { isExpressionError } from "../../errors.ts";
import { deepEqual } from "../../internal/values.ts";
import type { CompiledAttribute } from "./compile-mapping.ts";
import type { MappingProblem } from "./mapping-problem.ts";
import { ACTIVE_ATTRIBUTE, SOFT_DELETED_ATTRIBUTE } from "./source-attributes.ts";

/**
 * Warns when nothing changes at an account whose user leaves: no mapping reads `IsSoftDeleted`, or all of them ignore
 * it, as `Switch` does with keys that are not `True` and `False`.
 */
export function lintDisabling(attributes: readonly CompiledAttribute[]): readonly MappingProblem[] {
  const readers = attributes.filter(({ readsSoftDeleted }) => readsSoftDeleted);
  if (readers.some(reactsToLeaving)) return [];
  const [first] = readers;
  const known = { severity: "warning", code: "never_disabled", place: "", target: first?.target ?? "" } as const;
  if (first !== undefined) {
    const message = `The value is the same whether [${SOFT_DELETED_ATTRIBUTE}] is True or False, so no account is disabled`;
    return [{ ...known, message }];
  }
  const message = attributes.some(({ followsAccountEnabled }) => followsAccountEnabled)
    ? `active follows [${ACTIVE_ATTRIBUTE}] only: users who are unassigned, filtered out or missing keep an active account. Map it from [${SOFT_DELETED_ATTRIBUTE}]`
    : `No mapping reads [${SOFT_DELETED_ATTRIBUTE}], so no account is disabled`;
  return [{ ...known, message }];
}

/** Other attributes have some value; an expression that fails for it may react to another one. */
function reactsToLeaving({ expression }: CompiledAttribute): boolean {
  const valueWhen = (left: boolean) =>
    expression?.evaluate((name) => (name === SOFT_DELETED_ATTRIBUTE ? left : name === ACTIVE_ATTRIBUTE ? true : "x"));
  try {
    return !deepEqual(valueWhen(true), valueWhen(false));
  } catch (error) {
    if (isExpressionError(error)) return true;
    throw error;
  }
}
