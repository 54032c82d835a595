import { type CycleContext, commit } from "../context/context.ts";
import { look } from "../decide/decide.ts";
import { createFailure } from "../log/failure.ts";
import { createLogEntry, displayNameOf, importStep } from "../log/log-entry.ts";
import { userRedactor } from "../log/redaction.ts";
import { skipStep } from "../log/skip-reasons.ts";
import { readSourceAttribute } from "../mapping/source-attributes.ts";
import type { SourceUser } from "../ports/source.ts";
import type { ObjectRecord, StoredRecord } from "../ports/state.ts";
import { isWaiting, nextEscrow } from "../retry/escrow.ts";

/** Under which a state remembers that an id occurs more than once. No id of a directory has a line break. */
export function secondIdOf(id: string): string {
  return `${id}\nsecond`;
}

/**
 * Refuses a user whose id was met before in the same read; the first one counts. It is logged as the failure of any user is: again when a retry is due or
 * the user has changed, not in every cycle.
 *
 * @param stored - What is remembered of the second occurrence.
 * @param again - Whether the id was refused before in the same read.
 */
export async function refuseSecond(
  context: CycleContext,
  user: SourceUser,
  stored: StoredRecord | undefined,
  again: boolean,
): Promise<void> {
  const { digest } = look(context, user);
  const now = context.now();
  if (again || stored?.fingerprint === digest || isWaiting(stored?.escrow, digest, now))
    return context.counts.count("waiting");
  const name = displayNameOf(user, context.mapping);
  const error = createFailure(
    "DuplicateSourceEntries",
    `The id '${user.id}' occurs more than once in ${context.sourceName}`,
    "Remove one of the two; the first one counts.",
  );
  const entry = createLogEntry(context, {
    changeId: context.guid(),
    action: "other",
    status: "failure",
    error,
    steps: [importStep(context, { user, name, roles: [], known: true }), skipStep(error)],
    sourceId: user.id,
    name,
    began: now.getTime(),
    redact: userRedactor(context, user, (attribute) => readSourceAttribute(user, attribute), undefined),
  });
  const escrow = nextEscrow(stored?.escrow, digest, error.errorCode, now);
  const base = { sourceId: secondIdOf(user.id), name };
  const record: ObjectRecord =
    escrow === undefined ? { ...base, fingerprint: digest } : { ...base, fingerprint: "", escrow };
  await commit(context, { record, entry });
}
