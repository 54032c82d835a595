/** The web-standard shell: from a `Request` to a call, from an answer to a `Response`. */
import { type CallBody, DIRECT, type DirectExchange, type ScimAnswer, type ScimCall } from "./messages.ts";

/** A call made from a `Request`. */
export function callFromRequest(request: Request): ScimCall {
  return new RequestCall(request);
}

/** Reads of a `Request` what the handler asks for, when it asks: its signal and body cost something to make. */
class RequestCall implements ScimCall {
  readonly method: string;
  readonly url: string;
  readonly #request: Request;

  constructor(request: Request) {
    this.method = request.method;
    this.url = request.url;
    this.#request = request;
  }

  get origin(): string {
    return originOf(this.url);
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }

  readBody(limit: number): Promise<CallBody> {
    return directOf(this.#request)?.readBody(limit) ?? readStream(this.#request.body, limit);
  }
}

function directOf(request: Request): DirectExchange | undefined {
  const direct: unknown = Reflect.get(request, DIRECT);
  return isDirectExchange(direct) ? direct : undefined;
}

/** Whoever sets the symbol promises the signatures. */
function isDirectExchange(value: unknown): value is DirectExchange {
  return typeof value === "object" && value !== null;
}

/** The part of a URL before its path. */
function originOf(url: string): string {
  const slash = url.indexOf("/", url.indexOf("://") + 3);
  return slash < 0 ? url : url.slice(0, slash);
}

async function readStream(stream: ReadableStream<Uint8Array> | null, limit: number): Promise<CallBody> {
  if (stream === null) return { kind: "bytes", bytes: new Uint8Array() };
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > limit) {
        // The rest is not wanted, and an error on the way to saying so changes nothing.
        reader.cancel().catch(() => undefined);
        return { kind: "tooLarge" };
      }
      chunks.push(part.value);
    }
  } catch {
    return { kind: "incomplete" };
  }
  return { kind: "bytes", bytes: join(chunks, size) };
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/**
 * Makes the `Response` to a request.
 *
 * @throws TypeError or RangeError for a status or a header that no response can have.
 */
export function responseFromAnswer(answer: ScimAnswer, request: Request): Response {
  const { status, headers, body } = answer;
  return directOf(request)?.respond(answer) ?? new Response(body ?? null, { status, headers });
}
