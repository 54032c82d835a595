/**
 * Finds the account of a user who has none yet, by its matching attributes.
 */
import type { CycleContext } from "../context/context.ts";
import { describeAccount } from "../log/describe-account.ts";
import { createFailure, type Failure } from "../log/failure.ts";
import type { TargetUser } from "../ports/target.ts";

/** An account that matches, and the filter that found it. */
export interface Match {
  readonly account: TargetUser;
  readonly filter: string;
}

/** Tries filters one after another; the first hit decides. Undefined when none of them finds an account. */
export async function findAccount(
  context: CycleContext,
  filters: readonly string[],
): Promise<Match | { readonly failure: Failure } | undefined> {
  for (const filter of filters) {
    let found: TargetUser | undefined;
    for await (const { account, matches } of context.accounts.query(filter, 2)) {
      if (!matches) return { failure: ignoresFilter(context, filter, account) };
      if (found !== undefined) return { failure: severalAccounts(context, filter, [found, account]) };
      found = account;
    }
    if (found !== undefined) return { account: found, filter };
  }
  return undefined;
}

function severalAccounts(context: CycleContext, filter: string, accounts: readonly TargetUser[]): Failure {
  const names = accounts.map((account) => describeAccount(context.mapping, account)).join(" and ");
  return createFailure(
    "DuplicateTargetEntries",
    `Several accounts of ${context.targetName} match ${filter}: ${names}`,
    "Remove or change all but one of these accounts.",
  );
}

/** A service that answers with the wrong account must not make the engine take it over. */
function ignoresFilter({ targetName }: CycleContext, filter: string, account: TargetUser): Failure {
  return createFailure(
    "SystemForCrossDomainIdentityManagementServiceIncompatible",
    `${targetName} answered the filter ${filter} with the account '${account.id}', which does not satisfy it`,
    "Match on an attribute that the target can filter on.",
  );
}
