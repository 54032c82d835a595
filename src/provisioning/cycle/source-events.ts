import { ProvisioningError } from "../../errors.ts";
import type { SourceEvent } from "../ports/source.ts";

/** Events of a source; what the source throws becomes an incomplete read. */
export async function* sourceEvents(events: AsyncIterable<SourceEvent>): AsyncIterable<SourceEvent> {
  try {
    yield* events;
  } catch (error) {
    throw new ProvisioningError("incomplete_source", error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}
