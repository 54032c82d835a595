/**
 * Looks whether the unique values of a user in escrow still belong to another account.
 */
import type { CycleContext } from "../context/context.ts";
import { describeAccount } from "../log/describe-account.ts";
import type { StoredRecord } from "../ports/state.ts";
import type { TargetUser } from "../ports/target.ts";

/** Whether a user is in escrow because of a conflict at which the engine can look with one request. */
export function hasConflict({ accounts }: CycleContext, { escrow }: StoredRecord): boolean {
  return escrow?.conflict !== undefined && accounts.canFilter;
}

/** Whether no other account has the values any more. Accounts that cannot be looked up count as there. */
export async function isConflictGone(context: CycleContext, { escrow, link }: StoredRecord): Promise<boolean> {
  const filters = escrow?.conflict ?? [];
  const taken = await takenValues(context, filters, link?.targetId).catch(() => undefined);
  return taken === undefined ? filters.length === 0 : taken.length === 0;
}

/** A filter that finds another account, and that account. */
export interface TakenValue {
  readonly filter: string;
  readonly account: TargetUser;
}

/**
 * The filters among these that find an account other than the user's own. A service may refuse a value that no account
 * shows, such as that of a deleted one.
 */
export async function takenValues(
  context: CycleContext,
  filters: readonly string[],
  ownId: string | undefined,
): Promise<readonly TakenValue[]> {
  const taken: TakenValue[] = [];
  for (const filter of filters) {
    for await (const { account, matches } of context.accounts.query(filter, 2)) {
      if (!matches || account.id === ownId) continue;
      taken.push({ filter, account });
      break;
    }
  }
  return taken;
}

/** Says who has a value: the account, and the user whose account it is, where the state knows one. */
export async function describeHolder(
  { state, mapping }: CycleContext,
  { filter, account }: TakenValue,
): Promise<string> {
  const owner = await state.ownerOf(account.id);
  const user = owner === undefined ? undefined : await state.get(owner);
  const whose = user === undefined ? "" : ` of the user '${user.name}'`;
  return `the account ${describeAccount(mapping, account)}${whose} has ${filter}`;
}
