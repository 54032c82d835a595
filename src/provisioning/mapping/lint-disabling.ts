/** Checks that a mapping can disable accounts. */
import { isExpressionError } from "../../errors.ts";
import { deepEqual } from "../../internal/values.ts";
import type { CompiledAttribute } from "./compile-mapping.ts";
import type { MappingProblem } from "./mapping-problem.ts";
import { ACTIVE_ATTRIBUTE, SOFT_DELETED_ATTRIBUTE } from "./source-attributes.ts";

/**
 * Warns when nothing changes at an account whose user leaves: no mapping reads `IsSoftDeleted`, or all of them ignore
 * it, as `Switch` does with keys that are not `True` and `False`. The reverse is an error: the accounts of everybody
 * else are disabled.
 */
export function lintDisabling(attributes: readonly CompiledAttribute[]): readonly MappingProblem[] {
  const readers = attributes.filter(({ readsSoftDeleted }) => readsSoftDeleted);
  const inverted = readers.find(isInverted);
  if (inverted !== undefined) {
    const message = `active is true for users who leave and false for the others: use Switch([${SOFT_DELETED_ATTRIBUTE}], , "False", "True", "True", "False")`;
    return [{ severity: "error", code: "never_disabled", place: "", target: inverted.target, message }];
  }
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
function reactsToLeaving(attribute: CompiledAttribute): boolean {
  const values = valuesOf(attribute);
  return values === undefined || !deepEqual(values.whenLeft, values.whenThere);
}

/** Whether the account of a user who leaves is the one that is active. */
function isInverted(attribute: CompiledAttribute): boolean {
  const { whenLeft, whenThere } = valuesOf(attribute) ?? {};
  const isTrue = (value: unknown) => String(value).toLowerCase() === "true";
  return attribute.node.path === "active" && isTrue(whenLeft) && String(whenThere).toLowerCase() === "false";
}

/** The values for a user who leaves and for one who does not; undefined if the expression fails. */
function valuesOf({ expression }: CompiledAttribute) {
  const valueWhen = (left: boolean) =>
    expression?.evaluate((name) => (name === SOFT_DELETED_ATTRIBUTE ? left : name === ACTIVE_ATTRIBUTE ? true : "x"));
  try {
    return { whenLeft: valueWhen(true), whenThere: valueWhen(false) };
  } catch (error) {
    if (isExpressionError(error)) return undefined;
    throw error;
  }
}
