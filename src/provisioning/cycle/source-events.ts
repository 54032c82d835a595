/**
 * Reads a source, with its errors as errors of a provisioning job.
 */
import { ProvisioningError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import type { SourceEvent } from "../ports/source.ts";

/**
 * The events of a source.
 *
 * @throws ProvisioningError `incomplete_source` for whatever the source throws.
 */
export async function* sourceEvents(events: AsyncIterable<SourceEvent>): AsyncIterable<SourceEvent> {
  try {
    yield* events;
  } catch (error) {
    throw new ProvisioningError("incomplete_source", errorMessage(error), {
      cause: error,
    });
  }
}
