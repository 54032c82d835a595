/**
 * The changes that disable an account.
 */
import type { CycleContext } from "../context/context.ts";
import type { Failure } from "../log/failure.ts";
import { mappingFailure } from "../log/skip-reasons.ts";
import { type AttributeChange, findChanges } from "../mapping/attribute-changes.ts";
import { evaluateMapping } from "../mapping/evaluate-mapping.ts";
import type { AttributeReader } from "../mapping/source-attributes.ts";
import type { Link } from "../ports/state.ts";

/**
 * The changes of attributes whose mapping reads `IsSoftDeleted`; none when the account has their values already.
 *
 * @param disabled - Whether the directory has disabled the user: then an `active` that is taken from `accountEnabled`
 *   changes as well. It says nothing of a user who only left the scope.
 */
export function disablingChanges(
  context: CycleContext,
  read: AttributeReader,
  { values }: Link,
  disabled: boolean,
): { readonly changes: readonly AttributeChange[] } | { readonly failure: Failure } {
  const disabling = context.mapping.attributes.filter(
    ({ readsSoftDeleted, followsAccountEnabled }) => readsSoftDeleted || (disabled && followsAccountEnabled),
  );
  const mapped = evaluateMapping(disabling, read, "update", context);
  return mapped.kind === "values"
    ? { changes: findChanges(disabling, values, mapped.values) }
    : { failure: mappingFailure(mapped) };
}
