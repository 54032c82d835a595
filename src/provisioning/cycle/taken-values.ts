/**
 * Looks whether the unique values of a user in escrow still belong to another account.
 */
import type { CycleContext } from "../context/context.ts";
import type { StoredRecord } from "../ports/state.ts";

/** Whether a user is in escrow because of a conflict at which the engine can look with one request. */
export function hasConflict({ accounts }: CycleContext, { escrow }: StoredRecord): boolean {
  return escrow?.conflict !== undefined && accounts.canFilter;
}

/** Whether no other account has the values any more. Accounts that cannot be looked up count as there. */
export async function isConflictGone(context: CycleContext, { escrow, link }: StoredRecord): Promise<boolean> {
  const filters = escrow?.conflict ?? [];
  return (await takenValues(context, filters, link?.targetId).catch(() => filters)).length === 0;
}

/**
 * The filters among these that find an account other than the user's own. A service may refuse a value that no account
 * shows, such as that of a deleted one.
 */
export async function takenValues(
  context: CycleContext,
  filters: readonly string[],
  ownId: string | undefined,
): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const filter of filters) {
    for await (const { account, matches } of context.accounts.query(filter, 2)) {
      if (!matches || account.id === ownId) continue;
      taken.push(filter);
      break;
    }
  }
  return taken;
}
