/**
 * The second pass of a cycle: decides about references that waited for another user's account and can be set now.
 */
import type { CycleContext } from "../context/context.ts";
import { applyChanges, findChanges, toReference } from "../mapping/attribute-changes.ts";
import type { Link, StoredRecord } from "../ports/state.ts";
import { isWaiting } from "../retry/escrow.ts";
import type { RecordChange, ReferringUser, Update } from "./decision.ts";
import { recordWith } from "./next-record.ts";

/**
 * Decides about all users who waited for an account that exists by now. Left out are users who failed and are not due,
 * users whose account is in an unknown state, and users who are evaluated again anyway.
 */
export async function* decideReferences(context: CycleContext): AsyncIterable<RecordChange | Update> {
  if (context.mapping.references.length === 0 || !context.actions.update) return;
  for await (const stored of context.state.resolvable()) {
    const { link, fingerprint, escrow } = stored;
    if (context.unconfirmed.has(stored.sourceId)) continue;
    if (link === undefined || isWaiting(escrow, fingerprint, context.now())) continue;
    // Users who are evaluated again anyway: a snapshot lists them, a delta only those in escrow.
    if (fingerprint === "" && (context.source.kind === "snapshot" || escrow?.lastKnown !== undefined)) continue;
    yield await decideReferencesOf(context, stored, link);
  }
}

async function decideReferencesOf(
  context: CycleContext,
  stored: StoredRecord,
  link: Link,
): Promise<RecordChange | Update> {
  const resolved: Record<string, unknown> = {};
  const unresolved: Record<string, string> = {};
  for (const attribute of context.mapping.references) {
    const userId = link.awaiting?.[attribute.target];
    if (userId === undefined) continue;
    const account = (await context.state.get(userId))?.link;
    if (account === undefined) unresolved[attribute.target] = userId;
    else resolved[attribute.target] = toReference(attribute, account.targetId);
  }
  const changes = findChanges(context.mapping.references, link.values, resolved);
  const { awaiting: _awaiting, ...rest } = link;
  const after: Link = {
    ...rest,
    values: applyChanges(link.values, changes),
    ...(Object.keys(unresolved).length === 0 ? {} : { awaiting: unresolved }),
  };
  const record = recordWith(stored, after);
  if (changes.length === 0) return { kind: "record", change: { record } };
  const { sourceId, name } = stored;
  const targets = changes.map(({ attribute }) => attribute.target);
  const subject: ReferringUser = {
    kind: "referring",
    sourceId,
    name,
    began: context.now().getTime(),
    stored,
    knownValues: link.values,
    facts: [{ kind: "referencesResolved", targets }],
  };
  return { kind: "update", subject, key: link.targetId, facts: [], changes, link: after, record };
}
