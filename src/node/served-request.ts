/** The `Request` that the listener makes for a function of the web standards. */
import type { CallBody, DirectExchange, ScimAnswer } from "../server/http/messages.ts";
import { type Arrival, departureOf } from "./request.ts";
import { readBody } from "./request-body.ts";
import { ServedResponse } from "./served-response.ts";

const DIRECT = Symbol.for("proxyclick-scim.direct");

/**
 * A `Request` that spares a SCIM handler, which it reaches as it is, the streams of both bodies, and everybody the signal that nobody asks for.
 *
 * Following a signal from its beginning keeps something of every request until the next collection of the whole heap. So `signal` is made when it is read. A
 * clone has it too; another `Request` that is made of this one has it if it is given it: `new Request(request, { signal: request.signal })`.
 */
export class ServedRequest extends Request {
  readonly #arrival: Arrival;
  readonly #stream: ReadableStream<Uint8Array> | undefined;
  #departure: AbortSignal | undefined;

  /** @param init - what the `Request` is made of; `body` is a stream only where that reads the Node request itself. */
  constructor(url: string, init: RequestInit, arrival: Arrival) {
    super(url, init);
    this.#arrival = arrival;
    this.#stream = init.body instanceof ReadableStream ? init.body : undefined;
  }

  override get signal(): AbortSignal {
    this.#departure ??= departureOf(this.#arrival.response);
    return this.#departure;
  }

  override clone(): Request {
    return new Request(super.clone(), { signal: this.signal });
  }

  get [DIRECT](): DirectExchange {
    return {
      readBody: (limit) => this.#readBody(limit),
      respond: (answer: ScimAnswer) => new ServedResponse(answer),
    };
  }

  /** Reads past the stream, so long as nobody else has read or locked that. The stream is used up by it as by any other reader. */
  #readBody(limit: number): Promise<CallBody> | undefined {
    const stream = this.#stream;
    if (stream === undefined || this.bodyUsed || stream.locked) return undefined;
    void stream.getReader().cancel();
    return readBody(this.#arrival, limit);
  }
}
