/**
 * Resolves references to other users, such as `manager`, from the object id that the source names to the id of the
 * user's account.
 */
import type { CycleContext } from "../context/context.ts";
import type { StepFact } from "../log/steps.ts";
import { referencedAccountId, toReference } from "../mapping/attribute-changes.ts";
import type { Link, TargetValues } from "../ports/state.ts";

/** The references of a user, as far as their accounts are known. */
export interface ResolvedReferences {
  /** Values by target attribute; null where the account refers to the wrong user, or to a user where none is wanted. */
  readonly values: TargetValues;
  /** References to users without an account. */
  readonly awaiting?: NonNullable<Link["awaiting"]>;
  readonly facts: readonly StepFact[];
}

const NONE: ResolvedReferences = { values: {}, facts: [] };

/**
 * Looks references up among the linked accounts. A reference to a user without an account waits until the second pass
 * of the cycle.
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
  const facts: StepFact[] = [];
  for (const attribute of context.mapping.references) {
    const { target } = attribute;
    const userId = references.get(target);
    if (userId === undefined) continue;
    const link = userId === null ? undefined : (await context.state.get(userId))?.link;
    if (userId === null) values[target] = null;
    else if (link !== undefined) values[target] = toReference(attribute, link.targetId);
    else {
      awaiting[target] = userId;
      facts.push({ kind: "referenceUnresolved", target, userId });
      if (await refersToAnotherUser(context, known[target], userId)) values[target] = null;
    }
  }
  return facts.length === 0 ? { values, facts } : { values, awaiting, facts };
}

/**
 * Resolves the references of a user without an account, once all users whose processing began earlier are done: a
 * manager who comes shortly before the user is then part of the create request.
 */
export async function resolveReferencesInOrder(
  context: CycleContext,
  sourceId: string,
  references: ReadonlyMap<string, string | null>,
  known: TargetValues,
): Promise<ResolvedReferences> {
  await context.creationOrder.waitForEarlier(sourceId, references.values());
  return resolveReferences(context, references, known);
}

/**
 * The references that wait after an update: those of the update, and those that waited before and that the update does
 * not mention, because they are mapped on creation only or because the source lacks an attribute.
 *
 * @param mentioned - References of the update.
 */
export function awaitingAfter(
  { awaiting: before = {} }: Link,
  mentioned: ReadonlyMap<string, string | null>,
  { awaiting: now = {} }: ResolvedReferences,
): Link["awaiting"] {
  const kept = Object.entries(before).filter(([target]) => !mentioned.has(target));
  const awaiting = { ...Object.fromEntries(kept), ...now };
  return Object.keys(awaiting).length === 0 ? undefined : awaiting;
}

/**
 * Whether a known value is another user's account, which is certainly wrong; an account without an owner may become the
 * right one by matching.
 */
async function refersToAnotherUser(context: CycleContext, value: unknown, userId: string): Promise<boolean> {
  const accountId = referencedAccountId(value);
  const owner = accountId === undefined ? undefined : await context.state.ownerOf(accountId);
  return owner !== undefined && owner !== userId;
}
