/** Serves any function of the web standards: the general way, by `Request` and `Response`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { type Arrival, originOf } from "./request.ts";
import { type ParsedBody, parsedBody, streamBody } from "./request-body.ts";
import { ServedRequest } from "./served-request.ts";
import { ServedResponse } from "./served-response.ts";
import { announcesTooMuch, endAndClose } from "./unread-body.ts";

/** A handler of the web standards. */
export type WebHandler = (request: Request) => Response | Promise<Response>;

/** Describe the body as it was sent, and no longer what a body parser has made of it. */
const BODY_HEADERS = new Set(["content-length", "content-encoding", "transfer-encoding"]);

/** Answers a Node request with a web-standard handler. False for one that a `Request` cannot be, which is not answered. */
export async function serveWeb(handler: WebHandler, arrival: Arrival, target: string): Promise<boolean> {
  const request = requestOf(arrival, target);
  if (request === undefined) return false;
  try {
    await send(await handler(request), request, arrival.response);
    return true;
  } finally {
    await leaveBody(request);
  }
}

/** Of a body whose answer is given nobody is left who wants it, but for a reader that is still at it. */
async function leaveBody({ body }: Request): Promise<void> {
  if (body?.locked === false) await body.cancel();
}

/** Undefined for a target or method that a `Request` cannot have, such as TRACE. */
function requestOf(arrival: Arrival, target: string): Request | undefined {
  const { request: message } = arrival;
  const method = message.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  const parsed = hasBody ? parsedBody(arrival) : undefined;
  const body = hasBody ? bodyOf(arrival, parsed) : null;
  const init = { method, headers: headersOf(message, parsed), body, duplex: "half" };
  try {
    return new ServedRequest(originOf(arrival) + target, init, arrival);
  } catch {
    return undefined;
  }
}

function headersOf(message: IncomingMessage, parsed: ParsedBody | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    const isGone = name.startsWith(":") || (parsed !== undefined && BODY_HEADERS.has(name));
    if (value === undefined || isGone) continue;
    for (const line of typeof value === "string" ? [value] : value) headers.append(name, line);
  }
  return headers;
}

function bodyOf(arrival: Arrival, parsed: ParsedBody | undefined): BodyInit {
  if (parsed === undefined) return streamBody(arrival);
  const { value } = parsed;
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? new Uint8Array(value) : JSON.stringify(value);
}

async function send(answer: Response, request: Request, response: ServerResponse): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.statusCode = answer.status;
  const kept = answer instanceof ServedResponse ? answer.content : undefined;
  const reader = kept === undefined && request.method !== "HEAD" ? answer.body?.getReader() : undefined;
  if (kept !== undefined && !response.hasHeader("content-length")) {
    response.setHeader("content-length", Buffer.byteLength(kept));
  }
  // Whoever reads the body while answering, or passes it on as the answer, has locked it by now.
  const isClosing = announcesTooMuch(response.req) && request.body?.locked !== true;
  if (isClosing) response.setHeader("connection", "close");
  const last = reader === undefined ? kept : await sendStart(reader, response);
  if (!isClosing) {
    response.end(last);
    return;
  }
  await leaveBody(request);
  await endAndClose(response, last);
}

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/**
 * Sends a body but for its last part. One that is there at once, as that of most answers, is one part and goes with its length; others go as they come, and no longer
 * than there is a client.
 */
async function sendStart(reader: BodyReader, response: ServerResponse): Promise<Uint8Array | undefined> {
  response.once("close", () => void reader.cancel().catch(() => undefined));
  const first = await reader.read();
  if (first.done) return undefined;
  const second = reader.read();
  const isWhole = await Promise.race([second.then(({ done }) => done), turn(false)]);
  if (!isWhole) {
    await write(first.value, response);
    for (let part = await second; !part.done; part = await reader.read()) await write(part.value, response);
    return undefined;
  }
  if (!response.hasHeader("content-length")) response.setHeader("content-length", first.value.byteLength);
  return first.value;
}

/** Writes a part, and waits until there is room for more, or nobody left to write to. */
async function write(bytes: Uint8Array, response: ServerResponse): Promise<void> {
  if (response.destroyed || response.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
  });
}
