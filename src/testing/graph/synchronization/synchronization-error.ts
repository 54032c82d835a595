/**
 * Errors of the synchronization service, which differ from those of the directory: code `UnknownError`, with the cause
 * as JSON in the message.
 */
import { ServiceError } from "../service/service-error.ts";

/** An error whose message holds the code and the message of the synchronization service as JSON. */
export function synchronizationError(status: number, code: string, message: string): ServiceError {
  return new ServiceError(status, "UnknownError", JSON.stringify({ code, message, details: [] }));
}

/** 401 for an application that may not use the synchronization of a service principal, or for a wrong id. */
export function synchronizationDenied(): ServiceError {
  return new ServiceError(
    401,
    "UnknownError",
    JSON.stringify({ Message: "Authorization has been denied for this request." }),
  );
}

/** 404 for a job, template or directory of a schema. */
export function synchronizationNotFound(kind: string, id: string): ServiceError {
  return new ServiceError(404, "ResourceNotFound", `${kind} '${id}' was not found.`);
}
