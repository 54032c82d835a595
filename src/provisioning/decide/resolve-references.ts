/**
 * References to other users, such as `manager`: the directory names a person by object id, the target by the id of the person's account. The account
 * may not be there yet when the referring user is worked on; such a reference waits, and a second pass sets it once there is one.
 */
import type { CycleContext } from "../context/context.ts";
import { createStep } from "../log/log-entry.ts";
import { referencedAccountId, toReference } from "../mapping/attribute-changes.ts";
import { type ProvisioningStep, UNRESOLVED_REFERENCE } from "../ports/log.ts";
import type { Link, TargetValues } from "../ports/state.ts";

/** What the references of a user come to. */
export interface ResolvedReferences {
  /** Values by target attribute; null where the account refers to somebody else, or to somebody where nobody is wanted. */
  readonly values: TargetValues;
  /** References to users without an account. */
  readonly awaiting?: NonNullable<Link["awaiting"]>;
  readonly steps: readonly ProvisioningStep[];
}

const NONE: ResolvedReferences = { values: {}, steps: [] };

/**
 * Looks references up among the linked accounts.
 *
 * @param references - Object ids by target attribute; null where the user refers to nobody.
 * @param known - Last known values of the account.
 */
export async function resolveReferences(
  context: CycleContext,
  references: ReadonlyMap<string, string | null>,
  known: TargetValues,
): Promise<ResolvedReferences> {
  if (references.size === 0) return NONE;
  const values: Record<string, unknown> = {};
  const awaiting: Record<string, string> = {};
  const steps: ProvisioningStep[] = [];
  for (const attribute of context.mapping.references) {
    const { target } = attribute;
    const wanted = references.get(target);
    if (wanted === undefined) continue;
    const link = wanted === null ? undefined : (await context.state.get(wanted))?.link;
    if (wanted === null) values[target] = null;
    else if (link !== undefined) values[target] = toReference(attribute, link.targetId);
    else {
      awaiting[target] = wanted;
      steps.push(unresolvedStep(context, target, wanted));
      if (await namesAnother(context, known[target], wanted)) values[target] = null;
    }
  }
  return steps.length === 0 ? { values, steps } : { values, awaiting, steps };
}

/** The same for a user without an account, once those are done whose work began before: a manager who comes shortly before is then part of the create. */
export async function resolveAfter(
  context: CycleContext,
  id: string,
  references: ReadonlyMap<string, string | null>,
  known: TargetValues,
): Promise<ResolvedReferences> {
  await context.underWay.before(id, references.values());
  return resolveReferences(context, references, known);
}

/** References that wait since the account was made, and that no update decides about. */
export function stillAwaiting({ mapping }: CycleContext, { awaiting }: Link): Link["awaiting"] {
  if (awaiting === undefined) return undefined;
  const kept = mapping.references.filter(
    ({ writeMode, target }) => writeMode === "onCreate" && Object.hasOwn(awaiting, target),
  );
  return kept.length === 0 ? undefined : Object.fromEntries(kept.map(({ target }) => [target, awaiting[target] ?? ""]));
}

/** Whether a known value is the account of somebody else: certainly wrong, while an account of nobody may become the wanted one by matching. */
async function namesAnother(context: CycleContext, value: unknown, wanted: string): Promise<boolean> {
  const account = referencedAccountId(value);
  const owner = account === undefined ? undefined : await context.state.ownerOf(account);
  return owner !== undefined && owner !== wanted;
}

function unresolvedStep({ targetName }: CycleContext, target: string, wanted: string): ProvisioningStep {
  const description = `${target} is left out until '${wanted}' has an account in ${targetName}`;
  const details = { SkipReason: UNRESOLVED_REFERENCE, PropertyName: target };
  return createStep("EntrySynchronizationSkip", "referenceResolution", "skipped", description, details);
}
