/**
 * Makes sure that an account belongs to one user only.
 */
import type { CycleContext } from "../context/context.ts";
import { createFailure, type Failure } from "../log/failure.ts";

/**
 * Claims an account for a user while it is linked.
 *
 * @param then - What to do with an account that is free, and with one that belongs to another user of the source.
 */
export async function claimAccount<Result>(
  { claims, state }: CycleContext,
  sourceId: string,
  accountId: string,
  then: { readonly free: () => Promise<Result>; readonly taken: (owner: string) => Result | Promise<Result> },
): Promise<Result> {
  const rival = claims.get(accountId);
  if (rival !== undefined) return then.taken(rival);
  claims.set(accountId, sourceId);
  try {
    const owner = await state.ownerOf(accountId);
    return await (owner !== undefined && owner !== sourceId ? then.taken(owner) : then.free());
  } finally {
    claims.delete(accountId);
  }
}

/** The failure of a user whose account belongs to another one. */
export function ownedByAnother({ sourceName, targetName }: CycleContext, accountId: string, owner: string): Failure {
  const reason = `The matching account '${accountId}' of ${targetName} belongs to another user of ${sourceName} already (${owner})`;
  const advice = "Give one of the two users another value in the matching attribute.";
  return createFailure("DuplicateSourceEntries", reason, advice, { additionalDetails: owner, conflict: true });
}
