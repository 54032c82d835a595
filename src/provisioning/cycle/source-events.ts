/**
 * Reads a source, with its errors as errors of a provisioning job.
 */
import { canonicalId } from "../../internal/object-id.ts";
import type { SourceEvent } from "../ports/source.ts";
import { readError } from "./source-errors.ts";

/**
 * The events of a source, with ids in the form in which they are compared.
 *
 * @param signal - the signal of a caller who wants its reason in the place of an incomplete read
 * @throws what the source throws where that says more than that the read is incomplete: ProvisioningError, such as
 * `invalid_source` for an unknown watermark, and ScimRequestError or GraphRequestError for refused credentials; else
 * ProvisioningError `incomplete_source`, or the reason of the signal.
 */
export async function* sourceEvents(
  events: AsyncIterable<SourceEvent>,
  signal?: AbortSignal,
): AsyncIterable<SourceEvent> {
  try {
    for await (const event of events) yield withCanonicalId(event);
  } catch (error) {
    signal?.throwIfAborted();
    throw readError(error);
  }
}

function withCanonicalId(event: SourceEvent): SourceEvent {
  if (event.kind === "end") return event;
  const id = canonicalId(event.kind === "user" ? event.user.id : event.id);
  if (event.kind === "removed") return id === event.id ? event : { ...event, id };
  return id === event.user.id ? event : { ...event, user: { ...event.user, id } };
}
