/**
 * What came back from a service, read in full and within bounds.
 */

/** Most bytes of an answer; a page of a thousand users is about one million. */
const MAX_ANSWER_BYTES = 33_554_432;

/** An answer whose body was read. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON; undefined when the body was empty or no JSON. */
  readonly body: unknown;
  /** Whether there was a body that is no JSON, such as a web page. */
  readonly foreign: boolean;
  /** Version of the resource, as the `ETag` header says it (RFC 7644 §3.14). */
  readonly etag?: string | undefined;
}

/** No answer, or none that can be used: the request may have taken effect or not. */
export class LostAnswer extends Error {
  /** Why no answer came: the network, the other side's certificate, or an answer that was cut short. */
  readonly reason: "network" | "certificate" | "unreadable";

  constructor(reason: LostAnswer["reason"], message: string) {
    super(message);
    this.name = "LostAnswer";
    this.reason = reason;
  }
}

/**
 * Reads an answer.
 *
 * @param signal - ends the read: the body of a `fetch` that ignores its signal may never end
 * @throws LostAnswer when the body says it is JSON but ends early, or is larger than any answer of a SCIM service.
 */
export async function readAnswer(response: Response, signal: AbortSignal): Promise<Answer> {
  const text = await readText(response, signal);
  const { status } = response;
  const etag = response.headers.get("etag") ?? undefined;
  if (text === "") return { status, body: undefined, foreign: false, etag };
  try {
    return { status, body: JSON.parse(text), foreign: false, etag };
  } catch {
    if (response.ok && isJson(response.headers.get("content-type"))) {
      throw new LostAnswer("unreadable", "the JSON of the answer is cut short or broken");
    }
    return { status, body: undefined, foreign: true, etag };
  }
}

function isJson(contentType: string | null): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType ?? "");
}

async function readText(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  // A stopped reader says at once that it is done, whatever becomes of its source.
  const stop = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  try {
    return await readWhole(reader, signal);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

async function readWhole(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > MAX_ANSWER_BYTES) {
      throw new LostAnswer("unreadable", `the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
