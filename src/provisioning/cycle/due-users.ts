/**
 * Users in escrow whose next attempt is due, from the state alone.
 */
import { DAY } from "../../internal/duration.ts";
import type { CycleContext } from "../context/context.ts";
import type { StoredRecord } from "../ports/state.ts";

/** The end of all times that a state stores. */
const END_OF_TIME = "9999-12-31T23:59:59.999Z";

/**
 * Users in escrow who are due and can be tried again without the source.
 *
 * @param all - Whether users who are not due are included.
 */
export async function* dueUsers({ state, now }: CycleContext, all: boolean): AsyncIterable<StoredRecord> {
  if (all) return yield* state.due("", END_OF_TIME);
  const time = now();
  yield* state.due("", time.toISOString());
  // An attempt more than a day ahead was planned before the clock was set back.
  yield* state.due(new Date(time.getTime() + DAY).toISOString(), END_OF_TIME);
}
