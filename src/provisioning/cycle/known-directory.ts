/**
 * Finds out whether a directory has users whom the state knows.
 */
import { isProvisioningError } from "../../errors.ts";
import type { JobContext } from "../context/job-context.ts";
import { OverlayMirror } from "../mirror/overlay-mirror.ts";
import { sourceEvents } from "./source-events.ts";

/** What a read of users found. */
interface Look {
  /** Whether the state has a record of one of the users. */
  readonly known: boolean;
  /** Users that were read. */
  readonly users: number;
  /** Whether the source was read to its end. */
  readonly complete: boolean;
}

/**
 * Reads the source until it lists a user whom the state has a record of; that is the first user, as a rule. Object ids
 * are never used twice, so one such user tells the directory. Holds nobody in memory.
 */
export async function lookForKnownUser(
  { source, state, reads }: JobContext,
  signal: AbortSignal | undefined,
): Promise<Look> {
  // The read ends early: what it would store is no complete round.
  const mirror = new OverlayMirror(state.mirror);
  let users = 0;
  try {
    for await (const event of sourceEvents(source.read({ mirror, attributes: reads, signal }))) {
      if (event.kind === "end") return { known: false, users, complete: true };
      const id = event.kind === "user" ? event.user.id : event.id;
      if ((await state.get(id)) !== undefined) return { known: true, users, complete: false };
      if (event.kind === "user") users += 1;
    }
  } catch (error) {
    // The read of the cycle reports it; a source that cannot be read proves nothing.
    if (!isProvisioningError(error) || error.code !== "incomplete_source") throw error;
  }
  return { known: false, users, complete: false };
}
