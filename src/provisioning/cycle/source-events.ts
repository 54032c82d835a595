/**
 * Reads a source, with its errors as errors of a provisioning job.
 */
import { isGraphRequestError, isProvisioningError, isScimRequestError, ProvisioningError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import { canonicalId } from "../../internal/object-id.ts";
import type { SourceEvent } from "../ports/source.ts";

/**
 * The events of a source, with ids in the form in which they are compared.
 *
 * @throws what the source throws where that says more than that the read is incomplete: ProvisioningError, such as
 * `invalid_source` for an unknown watermark, and ScimRequestError or GraphRequestError for refused credentials; else
 * ProvisioningError `incomplete_source`.
 */
export async function* sourceEvents(events: AsyncIterable<SourceEvent>): AsyncIterable<SourceEvent> {
  try {
    for await (const event of events) yield withCanonicalId(event);
  } catch (error) {
    if (isProvisioningError(error) || isCredentialRefused(error)) throw error;
    throw new ProvisioningError("incomplete_source", errorMessage(error), {
      cause: error,
    });
  }
}

function isCredentialRefused(error: unknown): boolean {
  if (!isScimRequestError(error) && !isGraphRequestError(error)) return false;
  return error.code === "unauthorized" || error.code === "forbidden" || error.code === "rejected_credentials";
}

function withCanonicalId(event: SourceEvent): SourceEvent {
  if (event.kind === "end") return event;
  const id = canonicalId(event.kind === "user" ? event.user.id : event.id);
  if (event.kind === "removed") return id === event.id ? event : { ...event, id };
  return id === event.user.id ? event : { ...event, user: { ...event.user, id } };
}
