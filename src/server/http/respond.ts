/** Makes answers: the one place where a result or an error becomes status, headers and text. */
import type { ScimError } from "../../errors.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE } from "../../urns.ts";
import type { ScimAnswer } from "./messages.ts";

/** Exactly the media type: the strictest clients refuse a charset parameter. */
const JSON_HEADERS = { "content-type": SCIM_MEDIA_TYPE } as const;

/** An answer with a JSON body. */
export function answerJson(status: number, message: unknown, headers?: Readonly<Record<string, string>>): ScimAnswer {
  return {
    status,
    headers: headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers },
    body: JSON.stringify(message),
  };
}

/** An answer without a body. */
export function answerEmpty(status: number, headers: Readonly<Record<string, string>> = {}): ScimAnswer {
  return { status, headers, body: undefined };
}

/** An error message (RFC 7644 §3.12): the status is a string there. */
export function answerError(error: ScimError, headers?: Readonly<Record<string, string>>): ScimAnswer {
  return answerJson(
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
