/**
 * What a delta source said last of a user who failed, kept for the next attempt because a delta lists no change twice.
 */
import type { CycleContext } from "../context/context.ts";
import type { DeletionKind } from "../decide/decision.ts";
import { DISPLAY_NAME_ATTRIBUTES } from "../log/log-entry.ts";
import { sourceAttributeAliases } from "../mapping/source-attributes.ts";
import type { SourceUser } from "../ports/source.ts";
import type { Escrow, LastKnownUser, StoredRecord } from "../ports/state.ts";
import { commit } from "./commit.ts";

/** An escrow with what the source said last; without it for a snapshot, which lists the user again in every cycle. */
export function withLastKnown(context: CycleContext, escrow: Escrow, lastKnown: LastKnownUser): Escrow {
  if (context.source.kind === "snapshot") return escrow;
  return { ...escrow, lastKnown: "user" in lastKnown ? { user: pickRead(context, lastKnown.user) } : lastKnown };
}

/**
 * Completes an escrow without it: one that an older version stored, or that dates from a time when the source was a
 * snapshot.
 */
export async function storeLastKnown(
  context: CycleContext,
  stored: StoredRecord,
  lastKnown: LastKnownUser,
): Promise<void> {
  const { escrow } = stored;
  if (context.source.kind === "snapshot" || escrow === undefined || escrow.lastKnown !== undefined) return;
  await commit(context, { record: { ...stored, escrow: withLastKnown(context, escrow, lastKnown) } });
}

/** A user with the attributes that decisions read: a state holds no more personal data than it needs. */
function pickRead({ reads }: CycleContext, { id, attributes }: SourceUser): SourceUser {
  const names = new Set([...reads, ...DISPLAY_NAME_ATTRIBUTES].flatMap(sourceAttributeAliases));
  return { id, attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => names.has(name))) };
}

/** How the directory deleted a user whose removal failed before. */
export function lastDeletion({ escrow }: StoredRecord): DeletionKind | undefined {
  const lastKnown = escrow?.lastKnown;
  return lastKnown !== undefined && "removal" in lastKnown ? lastKnown.removal : undefined;
}

/**
 * Makes the next cycle read everybody: a delta does not list a user whose account is gone. Comes first, in case of a
 * crash in between.
 */
export async function readAllNext({ source, notes }: CycleContext): Promise<void> {
  if (source.kind === "delta") await notes.add("readAll");
}
