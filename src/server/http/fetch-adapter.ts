/** Adapts the Fetch API: a `Request` becomes a plain request, a plain response becomes a `Response`. */
import type { RequestBody, ScimRequest, ScimResponse } from "./messages.ts";
import { streamBypassOf } from "./node-channel.ts";

/** Makes a plain request. */
export function fromFetchRequest(request: Request): ScimRequest {
  return new FetchScimRequest(request);
}

/** Reads signal and body of the `Request` only on demand, because both are costly to create. */
class FetchScimRequest implements ScimRequest {
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

  get isDisconnected(): boolean {
    return streamBypassOf(this.#request)?.isDisconnected() ?? this.#request.signal.aborted;
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }

  readBody(limit: number): Promise<RequestBody> {
    return streamBypassOf(this.#request)?.readBody(limit) ?? readStream(this.#request.body, limit);
  }
}

/** The part of a URL before its path. */
function originOf(url: string): string {
  const slash = url.indexOf("/", url.indexOf("://") + 3);
  return slash < 0 ? url : url.slice(0, slash);
}

type StreamContent = Exclude<
  RequestBody,
  {
    /** Only a framework parses a body. */
    readonly kind: "parsed";
  }
>;

/** Reads a stream up to a limit in bytes; a missing stream is an empty one. */
export async function readStream(stream: ReadableStream<Uint8Array> | null, limit: number): Promise<StreamContent> {
  if (stream === null) return { kind: "bytes", bytes: new Uint8Array() };
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > limit) {
        // The rest is not wanted; a failure to cancel changes nothing.
        reader.cancel().catch(() => undefined);
        return { kind: "tooLarge" };
      }
      chunks.push(part.value);
    }
  } catch {
    return { kind: "incomplete" };
  }
  return { kind: "bytes", bytes: concat(chunks, size) };
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
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
 * @throws TypeError or RangeError for a status or header that no `Response` can have.
 */
export function toFetchResponse(response: ScimResponse, request: Request): Response {
  const { status, headers, body } = response;
  return streamBypassOf(request)?.respond(response) ?? new Response(body ?? null, { status, headers });
}
