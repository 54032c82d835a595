/** Reads the body of a Node request, whether or not a framework has already read it. */
import type { RequestBody } from "../server/http/messages.ts";
import { drainOrCloseBody } from "./drain-body.ts";
import type { NodeExchange } from "./node-exchange.ts";

/** What a body parser produced. */
export interface ParsedBody {
  readonly value: unknown;
}

/**
 * What a body parser produced; undefined when the body was not read yet. The stream decides whether it was: body
 * parsers of Express 4 set `request.body` to `{}` even on requests that they do not parse.
 *
 * @throws Error when the body was read and its content is not available, and when another listener is reading it.
 */
export function parsedBody({ request, parsedBodyOwner }: NodeExchange): ParsedBody | undefined {
  const isUntouched = !request.readableDidRead && !request.readableEnded;
  const hasOtherReader = request.listenerCount("data") > 0;
  if (isUntouched && !hasOtherReader) return undefined;
  const value: unknown = isUntouched ? undefined : Reflect.get(parsedBodyOwner, "body");
  if (value === undefined && hasOtherReader) {
    throw new Error(
      'The request body has another reader, a listener for "data", so that the SCIM listener would miss a part of it. Remove that listener, ' +
        "or let it read the whole body and set request.body before it calls the SCIM listener.",
    );
  }
  if (value === undefined && request.readableDidRead) {
    throw new Error(
      "The request body was read before the SCIM listener, and request.body is empty. Where a framework keeps the parsed body elsewhere, " +
        "pass its request on: listener(request.raw, reply.raw, request).",
    );
  }
  return { value: value ?? "" };
}

/**
 * Reads the body for a plain request.
 *
 * @param limit - maximum number of bytes; the rest of a longer body is not read.
 * @throws Error when the body was already read and its content is not available, and when another listener is reading
 * it.
 */
export async function readBody(exchange: NodeExchange, limit: number): Promise<RequestBody> {
  const parsed = parsedBody(exchange);
  if (parsed !== undefined) return { kind: "parsed", value: parsed.value };
  sendContinue(exchange);
  return await new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = follow(exchange, {
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

/** The body as a web stream, which reads no sooner and no faster than its consumer. */
export function streamBody(exchange: NodeExchange): ReadableStream<Uint8Array> {
  // A high-water mark of 0 reads nothing before the first consumer does.
  return new ReadableStream(new BodySource(exchange), { highWaterMark: 0 });
}

class BodySource implements UnderlyingDefaultSource<Uint8Array> {
  readonly #exchange: NodeExchange;
  #stop: (() => void) | undefined;

  constructor(exchange: NodeExchange) {
    this.#exchange = exchange;
  }

  pull(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { request } = this.#exchange;
    if (this.#stop !== undefined) {
      request.resume();
      return;
    }
    // Whatever has read the body since the request was made leaves nothing to this stream.
    if (parsedBody(this.#exchange) !== undefined) {
      controller.close();
      return;
    }
    sendContinue(this.#exchange);
    this.#stop = follow(this.#exchange, {
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
 * Sends 100 Continue to a client that waits for it (RFC 9110 §10.1.1). Node's server sends it before its `request`
 * event, but leaves it to listeners of `checkContinue`. Only an undocumented property tells which of the two happened;
 * should it change, the client gets it twice, which it must accept (§15.2).
 */
function sendContinue({ request, response }: NodeExchange): void {
  const isSent: unknown = Reflect.get(response, "_sent100");
  if (request.headers.expect === undefined || isSent === true || response.headersSent) return;
  if (request.httpVersion !== "1.0" && /\b100-continue\b/i.test(request.headers.expect)) response.writeContinue();
}

interface BodyListener {
  data(chunk: Buffer): void;
  end(): void;
  fail(error: Error): void;
}

/**
 * Listens to a body until it ends. The returned function stops that and pauses the rest, or drains it once the response
 * has ended.
 */
function follow(exchange: NodeExchange, listener: BodyListener): () => void {
  const { request, response } = exchange;
  const onData = (chunk: Buffer | string): void =>
    listener.data(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  const onEnd = (): void => {
    detach();
    listener.end();
  };
  const onAbort = (error?: Error): void => {
    detach();
    listener.fail(error ?? new Error("The client ended the request before its body was complete."));
  };
  const detach = (): void => {
    request.off("data", onData).off("end", onEnd).off("error", onAbort).off("close", onAbort);
  };
  if (request.destroyed) onAbort();
  else request.on("data", onData).on("end", onEnd).on("error", onAbort).on("close", onAbort);
  return () => {
    detach();
    request.pause();
    if (response.writableEnded) void drainOrCloseBody(exchange);
  };
}
