/** Reads a response of a SCIM service. */
import { NoResponse } from "./no-response.ts";
import { readBody } from "./read-body.ts";

/** A response whose body was read. */
export interface ScimResponse {
  readonly status: number;
  /** The parsed JSON; undefined for an empty body, and for one that is not JSON. */
  readonly body: unknown;
  /** Whether there was a body that is not JSON, such as a web page. */
  readonly hasForeignBody: boolean;
  /** Version of the resource: the `ETag` header (RFC 7644 §3.14). */
  readonly etag?: string | undefined;
}

/**
 * Reads a response.
 *
 * @param signal - stops reading: the body of a `fetch` that ignores its signal may never end
 * @throws NoResponse for a body that is declared as JSON but ends early, and for one that exceeds the bound.
 */
export async function readResponse(response: Response, signal: AbortSignal): Promise<ScimResponse> {
  const content = await readBody(response, signal);
  const { status } = response;
  const etag = response.headers.get("etag") ?? undefined;
  if (content === "") return { status, body: undefined, hasForeignBody: false, etag };
  try {
    return { status, body: JSON.parse(content), hasForeignBody: false, etag };
  } catch {
    if (response.ok && isJson(response.headers.get("content-type"))) {
      throw new NoResponse("unreadable", "the JSON of the response is cut short or broken");
    }
    return { status, body: undefined, hasForeignBody: true, etag };
  }
}

function isJson(contentType: string | null): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType ?? "");
}
