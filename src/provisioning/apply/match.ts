/**
 * Finding the account of a user who has none yet, by its matching attributes.
 */
import { compileFilter, parseFilter } from "../../filter/index.ts";
import { equals } from "../context/account-lookup.ts";
import type { CycleContext } from "../context/context.ts";
import { createFailure, type Failure } from "../log/failure.ts";
import { createStep } from "../log/log-entry.ts";
import type { ProvisioningStep } from "../ports/log.ts";
import type { TargetValues } from "../ports/state.ts";
import type { TargetUser } from "../ports/target.ts";

/** What the search for an account found. */
export type Match =
  | { readonly failure: Failure }
  | { readonly account: TargetUser | undefined; readonly step: ProvisioningStep };

/** Matching attributes are tried one after another; the first hit decides. */
export async function findAccount(context: CycleContext, values: TargetValues): Promise<Match> {
  for (const filter of matchingFilters(context, values)) {
    const hits: TargetUser[] = [];
    const matches = compileFilter(parseFilter(filter), context.target.users.type);
    for await (const hit of context.accounts.matching(filter, 2)) {
      if (!matches(hit)) return { failure: ignoresFilter(context, filter, hit) };
      hits.push(hit);
      if (hits.length > 1) break;
    }
    const [account] = hits;
    if (hits.length > 1) {
      return {
        failure: createFailure(
          "DuplicateTargetEntries",
          `Several accounts of ${context.targetName} match ${filter}`,
          "Remove or change all but one of these accounts.",
        ),
      };
    }
    if (account !== undefined) {
      return {
        account,
        step: createStep("EntryImport", "matching", "success", `Retrieved '${account.id}' from ${context.targetName}`, {
          filter,
        }),
      };
    }
  }
  return {
    account: undefined,
    step: createStep("EntryImportObjectNotFound", "matching", "success", `No match was found in ${context.targetName}`),
  };
}

/** A service that answers with somebody else's account must not make the engine take it over. */
function ignoresFilter(context: CycleContext, filter: string, hit: TargetUser): Failure {
  return createFailure(
    "SystemForCrossDomainIdentityManagementServiceIncompatible",
    `${context.targetName} answered the filter ${filter} with the account '${hit.id}', which does not satisfy it`,
    "Match on an attribute that the target can filter on.",
  );
}

/** The address that a user wants to have at the target, whose accounts differ in it. */
export function addressOf(context: CycleContext, values: TargetValues): string | undefined {
  return matchingFilters(context, values)[0]?.toLowerCase();
}

/** Filters that find the account of a user, most important first. */
export function matchingFilters(context: CycleContext, values: TargetValues): readonly string[] {
  const filters: string[] = [];
  for (const attribute of context.mapping.matching) {
    const value = Object.hasOwn(values, attribute.target) ? values[attribute.target] : undefined;
    if (value !== undefined) filters.push(equals(attribute.target, value));
  }
  return filters;
}
