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

/** The failure of a user whose account belongs to another one, with the name of that one where it is known. */
export async function ownedByAnother(
  { state, sourceName, targetName }: CycleContext,
  accountId: string,
  owner: string,
): Promise<Failure> {
  const name = (await state.get(owner))?.name ?? owner;
  const user = name === owner ? owner : `'${name}', ${owner}`;
  const reason = `The matching account '${accountId}' of ${targetName} belongs to another user of ${sourceName} already (${user})`;
  const advice = "Give one of the two users another value in the matching attribute.";
  return createFailure("DuplicateSourceEntries", reason, advice, { additionalDetails: owner, conflict: true });
}
