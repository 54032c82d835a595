/**
 * Users who refer to an account that is gone wait for the new account of the same user, which has another id.
 */
import type { CycleContext } from "../context/context.ts";
import { referencedAccountId } from "../mapping/attribute-changes.ts";
import type { Link, StoredRecord } from "../ports/state.ts";
import { commit } from "./commit.ts";

/** Lets the users wait who refer to accounts that this cycle found gone or deleted: one pass over all records. */
export async function awaitNewAccounts(context: CycleContext): Promise<void> {
  const { goneAccounts, mapping, state } = context;
  if (goneAccounts.size === 0 || mapping.references.length === 0) return;
  for await (const stored of state.records((await state.size()).lastOrdinal)) {
    const awaiting = newAccountsOf(context, stored);
    const { link, ordinal: _ordinal, ...record } = stored;
    if (link === undefined || Object.keys(awaiting).length === 0) continue;
    await commit(context, { record: { ...record, link: { ...link, awaiting: { ...link.awaiting, ...awaiting } } } });
  }
  goneAccounts.clear();
}

function newAccountsOf({ goneAccounts, mapping }: CycleContext, { link }: StoredRecord): NonNullable<Link["awaiting"]> {
  const awaiting: Record<string, string> = {};
  for (const { target } of mapping.references) {
    const accountId = referencedAccountId(link?.values[target]);
    const user = accountId === undefined ? undefined : goneAccounts.get(accountId);
    if (user !== undefined) awaiting[target] = user;
  }
  return awaiting;
}
