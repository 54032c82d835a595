/**
 * The events of a source that a cycle decides about: of a delta, the last word on each user.
 */
import type { DirectorySource, SourceEvent, SourceReadOptions } from "../ports/source.ts";
import { sourceEvents } from "./source-events.ts";

/** Users whose event is held back, in case that a later one replaces it: a limit for the memory that it takes. */
const MOST_HELD = 10_000;

/** Reads the events that are to be decided about; in a snapshot, an id that occurs twice is a mistake. */
export function cycleEvents(source: DirectorySource, options: SourceReadOptions): AsyncIterable<SourceEvent> {
  const events = sourceEvents(source.read(options));
  return source.kind === "delta" ? latestEvents(events) : events;
}

/**
 * Leaves out the events that a later one about the same user replaces. A delta may list a user more than once, as it
 * was in between: an account is not created for somebody who is deleted a few lines further down.
 *
 * An event is held back until the source ends, or as many other users follow as fit: repetitions further apart come
 * through. Where the source ends too early, the last words so far count.
 */
async function* latestEvents(events: AsyncIterable<SourceEvent>): AsyncIterable<SourceEvent> {
  const held = new Map<string, SourceEvent>();
  // One iterator for all: a new one would have to pass the places of the deleted events each time.
  const oldest = held.entries();
  try {
    for await (const event of events) {
      if (event.kind === "end") {
        yield* held.values();
        held.clear();
        yield event;
        continue;
      }
      const id = event.kind === "user" ? event.user.id : event.id;
      // Deleted first, so that it takes its new place.
      held.delete(id);
      held.set(id, event);
      const first = held.size > MOST_HELD ? oldest.next().value : undefined;
      if (first === undefined) continue;
      held.delete(first[0]);
      yield first[1];
    }
  } catch (error) {
    yield* held.values();
    throw error;
  }
  yield* held.values();
}
