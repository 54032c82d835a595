/** Reads the body of a Node request, whether a framework has read it before or not. */
import type { CallBody } from "../server/http/messages.ts";
import type { Arrival } from "./request.ts";
import { dropBody } from "./unread-body.ts";

/** What a body parser has left, or undefined when the body is still to be read. */
export interface ParsedBody {
  readonly value: unknown;
}

/**
 * What was made of a body that has been read already. Whether it was read is asked of the stream: body parsers of Express 4 set `request.body` to `{}` also on
 * requests that they leave alone.
 *
 * @throws Error when the body was read and nothing was left of it.
 */
export function parsedBody({ request, left }: Arrival): ParsedBody | undefined {
  if (!request.readableDidRead && !request.readableEnded) return undefined;
  const value: unknown = Reflect.get(left, "body");
  if (value === undefined && request.readableDidRead) {
    throw new Error(
      "The request body was read before the SCIM listener, which finds nothing in request.body. Where a framework keeps the parsed body elsewhere, " +
        "pass its request on: listener(request.raw, reply.raw, request).",
    );
  }
  return { value: value ?? "" };
}

/**
 * Reads the body as the core of a handler wants it.
 *
 * @param limit - most bytes that are kept; of a longer body the rest is not read.
 * @throws Error when the body was read before and nothing was left of it.
 */
export async function readBody(arrival: Arrival, limit: number): Promise<CallBody> {
  const parsed = parsedBody(arrival);
  if (parsed !== undefined) return { kind: "parsed", value: parsed.value };
  sendContinue(arrival);
  return await new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = follow(arrival, {
      data(chunk) {
        size += chunk.length;
        if (size <= limit) {
          chunks.push(chunk);
          return;
        }
        stop();
        resolve({ kind: "tooLarge" });
      },
      end: () =>
        resolve({
          kind: "bytes",
          bytes: chunks[0] !== undefined && chunks.length === 1 ? chunks[0] : Buffer.concat(chunks),
        }),
      fail: () => resolve({ kind: "incomplete" }),
    });
  });
}

/** The body as a stream of the web standards, read no sooner and no faster than it is used. */
export function streamBody(arrival: Arrival): ReadableStream<Uint8Array> {
  // With room for nothing, nothing is asked for before somebody reads.
  return new ReadableStream(new BodySource(arrival), { highWaterMark: 0 });
}

class BodySource implements UnderlyingDefaultSource<Uint8Array> {
  readonly #arrival: Arrival;
  #stop: (() => void) | undefined;

  constructor(arrival: Arrival) {
    this.#arrival = arrival;
  }

  pull(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { request } = this.#arrival;
    if (this.#stop !== undefined) {
      request.resume();
      return;
    }
    sendContinue(this.#arrival);
    this.#stop = follow(this.#arrival, {
      data(chunk) {
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) request.pause();
      },
      end: () => controller.close(),
      fail: (error) => controller.error(error),
    });
  }

  cancel(): void {
    this.#stop?.();
  }
}

/**
 * Asks a client that waits for it to send the body (RFC 9110 §10.1.1). Node's server does so by itself before its `request` event, and leaves it to whoever listens to
 * `checkContinue`. Which of the two it was is noted under a name that is not documented; should it change, the client is asked twice, which it must bear (§15.2).
 */
function sendContinue({ request, response }: Arrival): void {
  const isAsked: unknown = Reflect.get(response, "_sent100");
  if (request.headers.expect === undefined || isAsked === true || response.headersSent) return;
  if (request.httpVersion !== "1.0" && /\b100-continue\b/i.test(request.headers.expect)) response.writeContinue();
}

interface BodyListener {
  data(chunk: Buffer): void;
  end(): void;
  fail(error: Error): void;
}

/** Listens to a body until it ends. What is returned stops that, and the rest waits: for the answer, or where that is given, for nobody. */
function follow({ request, response }: Arrival, listener: BodyListener): () => void {
  const onData = (chunk: Buffer | string): void =>
    listener.data(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  const onEnd = (): void => {
    detach();
    listener.end();
  };
  const onBreak = (error?: Error): void => {
    detach();
    listener.fail(error ?? new Error("The client ended the request before its body was complete."));
  };
  const detach = (): void => {
    request.off("data", onData).off("end", onEnd).off("error", onBreak).off("close", onBreak);
  };
  if (request.destroyed) onBreak();
  else request.on("data", onData).on("end", onEnd).on("error", onBreak).on("close", onBreak);
  return () => {
    detach();
    request.pause();
    if (response.writableEnded) void dropBody(request);
  };
}
