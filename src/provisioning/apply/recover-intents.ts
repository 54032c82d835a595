/**
 * Recovers writes that a crash interrupted: looks at the target for each open intent.
 */
import type { CycleContext } from "../context/context.ts";
import { hasValues } from "../mapping/attribute-changes.ts";
import type { Intent } from "../ports/state.ts";
import { commit } from "./commit.ts";
import { completeIntent } from "./write.ts";

/**
 * Resolves the open intents, oldest first: a write that took effect is committed and logged; any other is forgotten,
 * and its user evaluated again. A dry run does nothing here, because it encounters the same users during its read and
 * would count them twice.
 */
export async function recoverIntents(context: CycleContext): Promise<void> {
  if (context.dryRun) return;
  for (const intent of await context.state.openIntents()) {
    const targetId = await findEffect(context, intent);
    await commit(context, targetId === undefined ? { endIntent: intent.changeId } : completeIntent(intent, targetId));
  }
}

/** Id of the account when the write took effect. */
async function findEffect(context: CycleContext, intent: Intent): Promise<string | undefined> {
  if (intent.kind === "create") return findCreated(context, intent);
  if (intent.targetId === undefined) return undefined;
  const account = await context.accounts.get(intent.targetId);
  if (intent.kind === "delete") return account === undefined ? intent.targetId : undefined;
  return account !== undefined && hasValues(context.mapping, account, intent.expected) ? intent.targetId : undefined;
}

/**
 * Before the create, no account matched. An account that matches now, and belongs to no other user, is the one that was
 * created.
 */
async function findCreated(context: CycleContext, intent: Intent): Promise<string | undefined> {
  for (const filter of intent.matching) {
    for await (const { account, matches } of context.accounts.query(filter, 2)) {
      if (!matches) break;
      const owner = await context.state.ownerOf(account.id);
      if (owner === undefined || owner === intent.sourceId) return account.id;
    }
  }
  return undefined;
}
