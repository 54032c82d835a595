/**
 * Drains request bodies that the response did not wait for.
 *
 * RFC 9112 §9.3: a server reads such a body to its end or closes the connection. Up to a limit the body is read and
 * dropped, so that a client that reads the response only after sending everything gets it, and the connection stays
 * open. Beyond the limit the connection is closed, which bounds the cost of a client that never stops. The
 * `requestTimeout` of Node's server ends a client that sends slowly.
 *
 * Over HTTP/2 nothing is drained: the stream ends once its response is complete (RFC 9113 §8.1), and the connection
 * stays open. Node's server has no time limit for a client that announces a body and does not send it.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { NodeExchange } from "./node-exchange.ts";
import type { SessionPings } from "./session-pings.ts";

/** Maximum number of bytes that are drained. */
const MAX_DRAINED = 8 * 1_048_576;

/** Whether the connection has to end because a client has announced a body above the limit that it has not sent yet. */
export function declaresOversizedBody({ complete, headers, httpVersionMajor }: IncomingMessage): boolean {
  return !complete && httpVersionMajor < 2 && Number(headers["content-length"] ?? 0) > MAX_DRAINED;
}

/**
 * Ends a response that says `Connection: close` because its request body is not read. The whole response is sent before
 * the connection ends (RFC 9112 §9.6): closing at once would reset the connection, and the client might lose the
 * response.
 *
 * @param last - the last part of the response body.
 */
export async function endAndClose(response: ServerResponse, last?: string | Uint8Array): Promise<void> {
  if (last === undefined) response.flushHeaders();
  else response.write(last);
  await drainBody(response.req);
  response.end();
}

/** Reads and drops a body. True when it reached its end, false when it exceeded the limit and was paused. */
async function drainBody(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return true;
  return await new Promise((resolve) => {
    let remaining = MAX_DRAINED;
    const onData = (chunk: Buffer | string): void => {
      remaining -= chunk.length;
      if (remaining >= 0) return;
      request.pause();
      stop(false);
    };
    const onEnd = (): void => stop(true);
    const stop = (isComplete: boolean): void => {
      request.off("data", onData).off("end", onEnd).off("close", onEnd);
      resolve(isComplete);
    };
    request.on("data", onData).on("end", onEnd).on("close", onEnd).resume();
  });
}

/**
 * Reads and drops a body, and disconnects a client that exceeds the limit. Over HTTP/2 the stream ends instead, once
 * its response is sent.
 */
export async function drainOrCloseBody({ request, pings }: NodeExchange): Promise<void> {
  if (isHttp2(request)) endStream(request, pings);
  else if (!(await drainBody(request))) request.destroy();
}

/** Node passes requests over HTTP/2 to the same listeners, but as objects of another class. */
function isHttp2(request: object): request is Http2ServerRequest {
  return Number(Reflect.get(request, "httpVersionMajor")) >= 2 && "stream" in request;
}

/**
 * Ends the stream of a request whose body is not read and does not end by itself, once the client has read the
 * response. Node's own client never closes a stream whose response and reset it reads together while it still has a
 * part of the body to send.
 */
function endStream(request: Http2ServerRequest, pings: SessionPings): void {
  const { stream } = request;
  if (stream.endAfterHeaders || stream.destroyed || stream.readableEnded) return;
  // A small body that has arrived, or is about to, ends the stream properly once it is dropped.
  request.resume();
  const close = (): void => {
    if (!stream.readableEnded) stream.close();
  };
  const closeOnceRead = (): void => {
    // What arrived together with the answer to the ping is read first.
    if (stream.session !== undefined) pings.afterAnswer(stream.session, () => setImmediate(close));
  };
  if (stream.writableFinished) closeOnceRead();
  else stream.once("finish", closeOnceRead);
}
