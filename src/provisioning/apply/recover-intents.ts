/**
 * After a crash: what became of the writes that were under way. Each open intent is resolved by looking at the target.
 */
import { isScimError } from "../../errors.ts";
import { compileFilter, parseFilter } from "../../filter/index.ts";
import { type CycleContext, commit } from "../context/context.ts";
import { hasValues } from "../mapping/attribute-changes.ts";
import type { Intent } from "../ports/state.ts";
import type { TargetUser } from "../ports/target.ts";
import { fulfil } from "./write.ts";

/**
 * Resolves the open intents, oldest first: a write that took effect is committed and logged as what it was, another is forgotten and planned anew. A dry
 * run commits nothing, and meets those users in its walk: they would be counted twice.
 */
export async function recover(context: CycleContext): Promise<void> {
  if (context.dryRun) return;
  for (const intent of await context.state.openIntents()) {
    const targetId = await findEffect(context, intent);
    await commit(context, targetId === undefined ? { endIntent: intent.changeId } : fulfil(intent, targetId));
  }
}

/** Id of the account when the write took effect. */
async function findEffect(context: CycleContext, intent: Intent): Promise<string | undefined> {
  if (intent.kind === "create") return findCreated(context, intent);
  if (intent.targetId === undefined) return undefined;
  const account = await findById(context, intent.targetId);
  if (intent.kind === "delete") return account === undefined ? intent.targetId : undefined;
  return account !== undefined && hasValues(context.mapping, account, intent.expected) ? intent.targetId : undefined;
}

/** Before a create, no account matched. One that matches now, and belongs to nobody else, is the one that was being created. */
async function findCreated(context: CycleContext, intent: Intent): Promise<string | undefined> {
  for (const filter of intent.matching) {
    const matches = compileFilter(parseFilter(filter), context.target.users.type);
    for await (const account of context.accounts.matching(filter, 2)) {
      if (!matches(account)) break;
      const owner = await context.state.ownerOf(account.id);
      if (owner === undefined || owner === intent.sourceId) return account.id;
    }
  }
  return undefined;
}

async function findById(context: CycleContext, id: string): Promise<TargetUser | undefined> {
  try {
    return await context.target.users.get(id);
  } catch (error) {
    if (isScimError(error) && error.status === 404) return undefined;
    throw error;
  }
}
