/** Responds to a request with a fault. */
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE } from "../../urns.ts";
import { assertFault } from "./check-options.ts";
import type { Fault } from "./fault.ts";

/** Waits for a number of milliseconds. */
type Sleep = (milliseconds: number) => Promise<void>;

/** The error with which `fetch` rejects when the connection is reset. */
export class ConnectionReset extends TypeError {
  constructor() {
    super("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });
    this.name = "TypeError";
  }
}

/**
 * Responds to a request with a fault.
 *
 * @param execute - Executes the request.
 * @param errorBody - Returns the body of an error response. Default: that of SCIM.
 * @throws ConnectionReset for a fault that resets the connection; RangeError for an invalid fault.
 */
export async function respondWithFault(
  fault: Fault,
  execute: () => Promise<Response>,
  sleep: Sleep,
  errorBody?: (status: number) => Readonly<Record<string, unknown>>,
): Promise<Response> {
  assertFault(fault);
  switch (fault.kind) {
    case "latency":
      await sleep(fault.milliseconds);
      return execute();
    case "status":
      return errorResponse(
        fault.status,
        fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) },
        errorBody,
      );
    case "expired_token":
      return errorResponse(401, { "www-authenticate": 'Bearer error="invalid_token"' }, errorBody);
    case "reset":
      if (fault.when === "after") await execute();
      throw new ConnectionReset();
    case "gateway_timeout":
      await execute();
      return new Response("<html>504 Gateway Time-out</html>", {
        status: 504,
        headers: { "content-type": "text/html" },
      });
    case "truncated":
      return truncated(await execute());
    case "not_json":
      return withBody(await execute(), "<html>Something went wrong</html>");
    case "slow_body":
      return inChunks(await execute(), fault.milliseconds, sleep);
  }
}

function errorResponse(
  status: number,
  headers: Readonly<Record<string, string>>,
  errorBody: ((status: number) => Readonly<Record<string, unknown>>) | undefined,
): Response {
  if (errorBody !== undefined) return Response.json(errorBody(status), { status, headers });
  const body = {
    schemas: [ERROR_MESSAGE],
    status: String(status),
    detail: "Injected fault.",
  };
  return Response.json(body, { status, headers: { "content-type": SCIM_MEDIA_TYPE, ...headers } });
}

function headersOf(response: Response): Headers {
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return headers;
}

/** Replaces the body of a response, if it has one. */
function withBody(response: Response, body: BodyInit): Response {
  if (response.body === null) return response;
  return new Response(body, { status: response.status, headers: headersOf(response) });
}

async function truncated(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (sent) return controller.error(new ConnectionReset());
      sent = true;
      controller.enqueue(bytes.subarray(0, Math.max(1, bytes.length >> 1)));
    },
  });
  return new Response(body, { status: response.status, headers: headersOf(response) });
}

const SLOW_BODY_CHUNKS = 4;

async function inChunks(response: Response, milliseconds: number, sleep: Sleep): Promise<Response> {
  if (response.body === null) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const size = Math.max(1, Math.ceil(bytes.length / SLOW_BODY_CHUNKS));
  let place = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (place >= bytes.length) return controller.close();
      await sleep(milliseconds / SLOW_BODY_CHUNKS);
      controller.enqueue(bytes.subarray(place, place + size));
      place += size;
    },
  });
  return new Response(body, { status: response.status, headers: headersOf(response) });
}
