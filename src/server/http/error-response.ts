/** Answers errors. */
import { isScimError, isScimRequestError, ScimError } from "../../errors.ts";
import type { ScimAnswer } from "./messages.ts";
import { answerError } from "./respond.ts";

/**
 * The answer to an error: what went wrong stays inside, unless it is an answer of the protocol.
 *
 * @param report - told of every other error.
 */
export function answerFailure(error: unknown, report: (error: unknown) => void): ScimAnswer {
  // An error of a store's own SCIM client is a ScimError too, but its status speaks of another service.
  if (isScimError(error) && !isScimRequestError(error)) {
    return answerError(error, error.status === 401 ? { "www-authenticate": "Bearer" } : undefined);
  }
  report(error);
  return answerError(new ScimError("The service failed to answer this request.", { status: 500 }));
}
