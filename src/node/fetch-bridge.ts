/** Serves any function of the Fetch API, by `Request` and `Response`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { declaresOversizedBody, endAndClose } from "./drain-body.ts";
import { LazyRequest } from "./lazy-request.ts";
import { LazyResponse } from "./lazy-response.ts";
import { type NodeExchange, originOf } from "./node-exchange.ts";
import { type ParsedBody, parsedBody, streamBody } from "./read-body.ts";

/** A function of the Fetch API that answers requests, such as a handler of `createScimHandler`. */
export type WebHandler = (request: Request) => Response | Promise<Response>;

/** Headers that describe the body as it was sent, not what a body parser has made of it. */
const BODY_HEADERS = new Set(["content-length", "content-encoding", "transfer-encoding"]);

/**
 * Answers a Node request with a function of the Fetch API. False, without a response, for a request that `Request`
 * cannot represent.
 */
export async function serveFetchHandler(handler: WebHandler, exchange: NodeExchange, target: string): Promise<boolean> {
  const request = requestOf(exchange, target);
  if (request === undefined) return false;
  try {
    await send(await handler(request), request, exchange.response);
    return true;
  } finally {
    await cancelUnreadBody(request);
  }
}

/** Cancels a request body once the response is given, unless a reader still uses it. */
async function cancelUnreadBody({ body }: Request): Promise<void> {
  if (body?.locked === false) await body.cancel();
}

/** Undefined for a target or method that `Request` cannot represent, such as TRACE. */
function requestOf(exchange: NodeExchange, target: string): Request | undefined {
  const { request: message } = exchange;
  const method = message.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  const parsed = hasBody ? parsedBody(exchange) : undefined;
  const body = hasBody ? bodyOf(exchange, parsed) : null;
  const init = { method, headers: headersOf(message, parsed), body, duplex: "half" };
  try {
    return new LazyRequest(originOf(exchange) + target, init, exchange);
  } catch {
    return undefined;
  }
}

function headersOf(message: IncomingMessage, parsed: ParsedBody | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    const isDropped = name.startsWith(":") || (parsed !== undefined && BODY_HEADERS.has(name));
    if (value === undefined || isDropped) continue;
    for (const line of typeof value === "string" ? [value] : value) headers.append(name, line);
  }
  return headers;
}

function bodyOf(exchange: NodeExchange, parsed: ParsedBody | undefined): BodyInit {
  if (parsed === undefined) return streamBody(exchange);
  const { value } = parsed;
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? new Uint8Array(value) : JSON.stringify(value);
}

async function send(source: Response, request: Request, response: ServerResponse): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of source.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = source.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.statusCode = source.status;
  const content = source instanceof LazyResponse ? source.content : undefined;
  const reader = content === undefined && request.method !== "HEAD" ? source.body?.getReader() : undefined;
  if (content !== undefined && !response.hasHeader("content-length")) {
    response.setHeader("content-length", Buffer.byteLength(content));
  }
  // A handler that reads the body while it responds, or returns it as the response, has locked it by now.
  const isClosing = declaresOversizedBody(response.req) && request.body?.locked !== true;
  if (isClosing) response.setHeader("connection", "close");
  const last = reader === undefined ? content : await sendStart(reader, response);
  if (!isClosing) {
    response.end(last);
    return;
  }
  await cancelUnreadBody(request);
  await endAndClose(response, last);
}

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/**
 * Sends a body except for its last part, which is returned. A body that is available at once, like that of most
 * responses, is one part and gets its length; others are sent as they arrive, as long as the client is connected.
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

/** Writes a part, and waits until the response can take more or the client has disconnected. */
async function write(bytes: Uint8Array, response: ServerResponse): Promise<void> {
  if (response.destroyed || response.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const proceed = (): void => {
      response.off("drain", proceed).off("close", proceed);
      resolve();
    };
    response.on("drain", proceed).on("close", proceed);
  });
}
