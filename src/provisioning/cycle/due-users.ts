/**
 * Users in escrow whose next attempt is due, from the state alone.
 */
import type { CycleContext } from "../context/context.ts";
import type { StoredRecord } from "../ports/state.ts";
import { DAY } from "../retry/clock-jumps.ts";

/** Not before any time. */
const LATEST = "9999-12-31T23:59:59.999Z";

/**
 * Users in escrow who are due and can be tried again without the source.
 *
 * @param all - Whether those who are not due come too.
 */
export async function* dueUsers({ state, now }: CycleContext, all: boolean): AsyncIterable<StoredRecord> {
  if (all) return yield* state.due("", LATEST);
  const time = now();
  yield* state.due("", time.toISOString());
  // An attempt planned further ahead than a day was planned by a clock that has been set back since.
  yield* state.due(new Date(time.getTime() + DAY).toISOString(), LATEST);
}
