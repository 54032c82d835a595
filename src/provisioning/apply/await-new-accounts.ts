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
  if (goneAccounts.isEmpty || mapping.references.length === 0) return;
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
    const user = accountId === undefined ? undefined : goneAccounts.userOf(accountId);
    if (user !== undefined) awaiting[target] = user;
  }
  return awaiting;
}

/**
 * After a cycle that found accounts gone and did not come to its end: users who refer to an account of nobody are to be
 * decided about again.
 *
 * @returns whether there are such users.
 */
export async function reviewReferences(context: CycleContext): Promise<boolean> {
  const { mapping, state } = context;
  if (mapping.references.length === 0) return false;
  let found = false;
  for await (const stored of state.records((await state.size()).lastOrdinal)) {
    if (!(await refersToNobody(context, stored))) continue;
    const { ordinal: _ordinal, ...record } = stored;
    await commit(context, { record: { ...record, fingerprint: "" } });
    found = true;
  }
  return found;
}

async function refersToNobody({ mapping, state }: CycleContext, { link }: StoredRecord): Promise<boolean> {
  for (const { target } of mapping.references) {
    const accountId = referencedAccountId(link?.values[target]);
    if (accountId !== undefined && (await state.ownerOf(accountId)) === undefined) return true;
  }
  return false;
}
