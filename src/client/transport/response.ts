/** Reads the body of a response within bounds. */
import { NoResponse } from "./no-response.ts";

/** Most bytes of a response; a page of a thousand users is about one million. */
const MAX_RESPONSE_BYTES = 33_554_432;

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

async function readBody(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  // A cancelled reader is done at once, even if its source never ends.
  const cancel = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel);
  try {
    return await readToEnd(reader, signal);
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  let content = "";
  let size = 0;
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) return content + decoder.decode();
    size += value.byteLength;
    if (size > MAX_RESPONSE_BYTES) {
      throw new NoResponse(
        "tooLarge",
        `the response is larger than ${MAX_RESPONSE_BYTES} bytes; request fewer resources or attributes`,
      );
    }
    content += decoder.decode(value, { stream: true });
  }
}
