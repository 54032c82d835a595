/**
 * A delta names a user once. Who fails is remembered with what the source said last, and tried again from there.
 */

import { type CycleContext, commit } from "../context/context.ts";
import { DISPLAY_NAME_ATTRIBUTES } from "../log/log-entry.ts";
import { sourceAttributeAliases } from "../mapping/source-attributes.ts";
import type { SourceUser } from "../ports/source.ts";
import type { Escrow, LastKnown, StoredRecord } from "../ports/state.ts";

/** An escrow with what the source said of the user; a snapshot says it again in every cycle, and nothing of it is kept. */
export function remember(context: CycleContext, escrow: Escrow, said: LastKnown): Escrow {
  if (context.source.kind === "snapshot") return escrow;
  return { ...escrow, lastKnown: "user" in said ? { user: partOf(context, said.user) } : said };
}

/** Fills in what a state of an older version does not remember of a user who waits, or one of a time when the source was a snapshot. */
export async function rememberWaiting(context: CycleContext, stored: StoredRecord, said: LastKnown): Promise<void> {
  const { escrow } = stored;
  if (context.source.kind === "snapshot" || escrow === undefined || escrow.lastKnown !== undefined) return;
  await commit(context, { record: { ...stored, escrow: remember(context, escrow, said) } });
}

/** A user with the attributes that deciding reads, and no others: a state holds no more of a person than it needs. */
function partOf({ reads }: CycleContext, { id, attributes }: SourceUser): SourceUser {
  const names = new Set([...reads, ...DISPLAY_NAME_ATTRIBUTES].flatMap(sourceAttributeAliases));
  return { id, attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => names.has(name))) };
}

/** How a user was removed whose removal is to be tried again. */
export function lastRemoval({ escrow }: StoredRecord): "soft" | "hard" | undefined {
  const lastKnown = escrow?.lastKnown;
  return lastKnown !== undefined && "removal" in lastKnown ? lastKnown.removal : undefined;
}
