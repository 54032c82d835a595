/** Serves any function of the web standards: the general way, by `Request` and `Response`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { type Arrival, departureOf, originOf } from "./request.ts";
import { type ParsedBody, parsedBody, streamBody } from "./request-body.ts";

/** A handler of the web standards. */
export type WebHandler = (request: Request) => Response | Promise<Response>;

/** Describe the body as it was sent, and no longer what a body parser has made of it. */
const BODY_HEADERS = new Set(["content-length", "content-encoding", "transfer-encoding"]);

/** Answers a Node request with a web-standard handler. */
export async function serveWeb(handler: WebHandler, arrival: Arrival, response: ServerResponse): Promise<void> {
  const request = requestOf(arrival, response);
  if (request === undefined) {
    response.writeHead(400).end();
    return;
  }
  await send(await handler(request), arrival.request, response);
}

/** Undefined for a target or method that a `Request` cannot have, such as TRACE. */
function requestOf(arrival: Arrival, response: ServerResponse): Request | undefined {
  const { request: message, target, origin } = arrival;
  const method = message.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  const parsed = hasBody ? parsedBody(arrival) : undefined;
  const url = target.startsWith("/") ? originOf(message, origin) + target : target;
  const init = {
    method,
    headers: headersOf(message, parsed),
    signal: departureOf(response),
    body: hasBody ? bodyOf(message, parsed) : null,
    duplex: "half",
  };
  try {
    return new Request(url, init);
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

function bodyOf(message: IncomingMessage, parsed: ParsedBody | undefined): BodyInit {
  if (parsed === undefined) return streamBody(message);
  const { value } = parsed;
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? new Uint8Array(value) : JSON.stringify(value);
}

async function send(answer: Response, message: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.statusCode = answer.status;
  if (answer.body === null || message.method === "HEAD") response.end();
  else await sendStream(answer.body.getReader(), response);
}

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/** Sends a body. One that is there at once, as that of most answers, goes in one piece and with its length; others as they come, and no longer than there is a client. */
async function sendStream(reader: BodyReader, response: ServerResponse): Promise<void> {
  response.once("close", () => void reader.cancel().catch(() => undefined));
  const first = await reader.read();
  if (first.done) {
    response.end();
    return;
  }
  const second = reader.read();
  const isWhole = await Promise.race([second.then(({ done }) => done), turn(false)]);
  if (!isWhole) {
    await write(first.value, response);
    for (let part = await second; !part.done; part = await reader.read()) await write(part.value, response);
    response.end();
    return;
  }
  if (!response.hasHeader("content-length")) response.setHeader("content-length", first.value.byteLength);
  response.end(first.value);
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
