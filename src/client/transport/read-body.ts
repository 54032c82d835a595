/** Reads the body of a response within bounds. */
import { NoResponse } from "./no-response.ts";

/** Most bytes of a response; a page of a thousand users is about one million. */
const MAX_RESPONSE_BYTES = 33_554_432;

/**
 * The body of a response as a string.
 *
 * @param signal - stops reading: the body of a `fetch` that ignores its signal may never end
 * @param limit - most bytes; 32 MiB by default
 * @throws NoResponse for a body that exceeds the limit; the signal's reason.
 */
export async function readBody(
  response: Response,
  signal: AbortSignal,
  limit: number = MAX_RESPONSE_BYTES,
): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  // A cancelled reader is done at once, even if its source never ends.
  const cancel = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel);
  try {
    return await readToEnd(reader, signal, limit);
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

async function readToEnd(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal,
  limit: number,
): Promise<string> {
  const decoder = new TextDecoder();
  let content = "";
  let size = 0;
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) return content + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      throw new NoResponse(
        "tooLarge",
        `the response is larger than ${limit} bytes; request fewer resources or attributes`,
      );
    }
    content += decoder.decode(value, { stream: true });
  }
}
