/**
 * Users whose object id occurs more than once in a snapshot.
 */
import type { CycleContext } from "../context/context.ts";
import { evaluateUser } from "../decide/evaluate-user.ts";
import { recordWith } from "../decide/next-record.ts";
import { createFailure } from "../log/failure.ts";
import { createLogEntry } from "../log/log-entry.ts";
import { readSourceAttribute } from "../mapping/source-attributes.ts";
import type { SourceUser } from "../ports/source.ts";
import type { StoredRecord } from "../ports/state.ts";
import { isWaiting, nextEscrow } from "../retry/escrow.ts";
import { commit } from "./commit.ts";

/** The id under which a state keeps that an id occurs more than once. No id of a directory contains a line break. */
export function duplicateIdOf(id: string): string {
  return `${id}\nsecond`;
}

/**
 * Rejects a user whose id was read before in the same read; the first one counts. It is logged like any failure of a
 * user: again when a retry is due or the user has changed, not in every cycle.
 *
 * @param records - The records of the first and of the second occurrence.
 * @param repeated - Whether the id was rejected before in the same read.
 */
export async function rejectDuplicate(
  context: CycleContext,
  user: SourceUser,
  records: { readonly first: StoredRecord | undefined; readonly second: StoredRecord | undefined },
  repeated: boolean,
): Promise<void> {
  const { name, fingerprint } = evaluateUser(context, user);
  const { first, second: stored } = records;
  const now = context.now();
  if (repeated || stored?.fingerprint === fingerprint || isWaiting(stored?.escrow, fingerprint, now))
    return context.counts.count("waiting");
  const failure = createFailure(
    "DuplicateSourceEntries",
    `The id '${user.id}' occurs more than once in ${context.sourceName}${first === undefined ? "" : `: first for '${first.name}', then for '${name}'`}`,
    "Remove one of the two; the first one counts.",
  );
  const entry = createLogEntry(context, {
    changeId: context.guid(),
    action: "other",
    status: "failure",
    error: failure,
    subject: {
      sourceId: user.id,
      name,
      began: now.getTime(),
      read: (attribute) => readSourceAttribute(user, attribute),
      knownValues: undefined,
      facts: [{ kind: "imported", user, roles: [], known: true }],
    },
    facts: [{ kind: "skipped", failure }],
  });
  const escrow = nextEscrow(stored?.escrow, fingerprint, failure.errorCode, now);
  const record = recordWith({ sourceId: duplicateIdOf(user.id), name, fingerprint: "" }, undefined);
  await commit(context, { record: { ...record, escrow }, entry });
}
