/** The `Request` that the listener passes to a function of the Fetch API. */
import type { RequestBody, ScimResponse } from "../server/http/messages.ts";
import { STREAM_BYPASS, type StreamBypass } from "../server/http/node-channel.ts";
import { LazyResponse } from "./lazy-response.ts";
import { disconnectSignal, isDisconnected, type NodeExchange } from "./node-exchange.ts";
import { readBody } from "./read-body.ts";

/**
 * A `Request` whose signal is created on first read, and which saves a SCIM handler that receives it unwrapped the
 * streams of both bodies.
 *
 * A signal that exists from the start keeps a part of every request alive until a full collection of the heap. A clone
 * has the signal too; any other `Request` made of this one needs it passed on: `new Request(request, { signal:
 * request.signal })`.
 */
export class LazyRequest extends Request {
  readonly #exchange: NodeExchange;
  readonly #stream: ReadableStream<Uint8Array> | undefined;
  #signal: AbortSignal | undefined;

  /** @param init - options of the `Request`; `body` is a stream only if it reads the Node request itself. */
  constructor(url: string, init: RequestInit, exchange: NodeExchange) {
    super(url, init);
    this.#exchange = exchange;
    this.#stream = init.body instanceof ReadableStream ? init.body : undefined;
  }

  override get signal(): AbortSignal {
    this.#signal ??= disconnectSignal(this.#exchange.response);
    return this.#signal;
  }

  override clone(): Request {
    return new Request(super.clone(), { signal: this.signal });
  }

  get [STREAM_BYPASS](): StreamBypass {
    return {
      readBody: (limit) => this.#readBody(limit),
      isDisconnected: () => isDisconnected(this.#exchange),
      respond: (response: ScimResponse) => new LazyResponse(response),
    };
  }

  /** Reads past the stream while no other reader has used or locked it, and uses it up like any reader. */
  #readBody(limit: number): Promise<RequestBody> | undefined {
    const stream = this.#stream;
    if (stream === undefined || this.bodyUsed || stream.locked) return undefined;
    void stream.getReader().cancel();
    return readBody(this.#exchange, limit);
  }
}
