/** Builds responses: the one place where a result or an error becomes status, headers and JSON. */
import { isScimError, isScimRequestError, ScimError } from "../../errors.ts";
import { NOT_EXECUTED } from "../../internal/write-statuses.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE } from "../../urns.ts";
import type { JsonContent, ScimResponse } from "./messages.ts";

/** The bare media type: the strictest clients reject a charset parameter. */
const JSON_HEADERS = { "content-type": SCIM_MEDIA_TYPE } as const;

/** A response with a JSON body. */
export function jsonResponse(status: number, body: unknown, headers?: Readonly<Record<string, string>>): ScimResponse {
  return serializedResponse(status, JSON.stringify(body), headers);
}

/** A response with a body that is JSON already. */
export function serializedResponse(
  status: number,
  body: JsonContent,
  headers?: Readonly<Record<string, string>>,
): ScimResponse {
  return { status, headers: headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers }, body };
}

/** A response without a body. */
export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): ScimResponse {
  return { status, headers, body: undefined };
}

/** An error message (RFC 7644 §3.12), in which the status is a string. */
export function errorResponse(error: ScimError, headers?: Readonly<Record<string, string>>): ScimResponse {
  return jsonResponse(
    error.status,
    {
      schemas: [ERROR_MESSAGE],
      ...(error.scimType === undefined ? {} : { scimType: error.scimType }),
      detail: error.detail,
      status: String(error.status),
    },
    headers,
  );
}

/** Headers that go with an error status (RFC 9110 §11.6.1 and §10.2.3). */
const ERROR_HEADERS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "www-authenticate": "Bearer" },
  [NOT_EXECUTED]: { "retry-after": "1" },
};

/**
 * The response to anything that was thrown: a `ScimError` as it is, anything else as a 500 without details.
 *
 * @param reportError - receives every error other than a `ScimError`.
 */
export function responseToError(error: unknown, reportError: (error: unknown) => void): ScimResponse {
  // A store's own SCIM client throws ScimErrors too, but their status describes another service.
  if (isScimError(error) && !isScimRequestError(error)) {
    return errorResponse(error, ERROR_HEADERS[error.status]);
  }
  reportError(error);
  return errorResponse(new ScimError("The service failed to answer this request.", { status: 500 }));
}
