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

/** The changes of attributes whose mapping reads `IsSoftDeleted`; none when the account has their values already. */
export function disablingChanges(
  context: CycleContext,
  read: AttributeReader,
  { values }: Link,
): { readonly changes: readonly AttributeChange[] } | { readonly failure: Failure } {
  const disabling = context.mapping.attributes.filter((attribute) => attribute.readsSoftDeleted);
  const mapped = evaluateMapping(disabling, read, "update", context);
  return mapped.kind === "values"
    ? { changes: findChanges(disabling, values, mapped.values) }
    : { failure: mappingFailure(mapped) };
}
