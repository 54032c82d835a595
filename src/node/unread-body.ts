/**
 * What becomes of a body that an answer was given without.
 *
 * RFC 9112 §9.3: a server reads it to its end or closes the connection. Up to a bound it is read to nowhere, so that a client that looks for the answer only when it
 * has sent everything finds one, and the connection goes on. Beyond, the connection is closed: a client that sends on and on costs that much and no more. One that sends
 * slowly is ended by the `requestTimeout` of Node's server.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Most bytes of an unwanted body that are let through to nowhere. */
const MOST_UNWANTED = 8 * 1_048_576;

/** Whether a client has announced more than is let through of a body that it has not sent yet. */
export function announcesTooMuch({ complete, headers }: IncomingMessage): boolean {
  return !complete && Number(headers["content-length"] ?? 0) > MOST_UNWANTED;
}

/**
 * Ends an answer that says `Connection: close` because of a body that nobody reads. It is there as a whole before the connection ends (RFC 9112 §9.6): to close that at
 * once would reset it, and the client might lose the answer.
 *
 * @param last - the last part of the answer's body.
 */
export async function endAndClose(response: ServerResponse, last?: string | Uint8Array): Promise<void> {
  if (last === undefined) response.flushHeaders();
  else response.write(last);
  await discardBody(response.req);
  response.end();
}

/** Lets a body that nobody reads through to nowhere. True when it came to its end, false when it was too long and waits. */
export async function discardBody(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return true;
  return await new Promise((resolve) => {
    let left = MOST_UNWANTED;
    const onData = (chunk: Buffer | string): void => {
      left -= chunk.length;
      if (left >= 0) return;
      request.pause();
      stop(false);
    };
    const onEnd = (): void => stop(true);
    const stop = (isOver: boolean): void => {
      request.off("data", onData).off("end", onEnd).off("close", onEnd);
      resolve(isOver);
    };
    request.on("data", onData).on("end", onEnd).on("close", onEnd).resume();
  });
}

/** Lets a body that nobody reads through to nowhere, and cuts a client off that sends too much. */
export async function dropBody(request: IncomingMessage): Promise<void> {
  if (await discardBody(request)) return;
  // Of HTTP/2 only the stream ends (RFC 9113 §8.1), which Node's request leaves open when it is destroyed.
  const stream: unknown = Reflect.get(request, "stream");
  const close: unknown = typeof stream === "object" && stream !== null ? Reflect.get(stream, "close") : undefined;
  if (typeof close === "function") Reflect.apply(close, stream, []);
  else request.destroy();
}
