/** Requests over real sockets, by HTTP/1.1 and HTTP/2. */
import { Agent, createServer, request as httpRequest } from "node:http";
import { type ClientHttp2Session, connect, createServer as createHttp2Server } from "node:http2";
import type { NodeListener } from "../../../src/node/index.ts";
import type { FuzzRequest } from "./requests.ts";

/** An answer; undefined when the connection ended without one. */
export type Answer = { readonly status: number; readonly text: string } | undefined;

/** A served listener. */
export interface Connection extends AsyncDisposable {
  send(request: FuzzRequest): Promise<Answer>;
}

/** Serves a listener by node:http. */
export async function serveHttp(listener: NodeListener): Promise<Connection> {
  // An idle connection that the server closes while the client sends on it has no answer.
  const server = createServer({ keepAliveTimeout: 0 }, listener);
  const port = await listen(server);
  const agent = new Agent({ keepAlive: true });
  return {
    send: ({ method, path, headers: given, body, leavesAfter }) =>
      new Promise((resolve) => {
        // Node announces no body of a DELETE or OPTIONS by itself, and sends it nonetheless.
        const headers = body === undefined ? given : { ...given, "content-length": Buffer.byteLength(body) };
        const request = httpRequest({ port, host: "127.0.0.1", agent, method, path, headers }, (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => {
            text += part;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
          response.on("error", () => resolve(undefined));
        });
        request.on("error", () => resolve(undefined));
        // Only this request's own connection may end: after the response, the agent gives it to another request.
        const leave = leavesAfter === undefined ? undefined : setTimeout(() => request.destroy(), leavesAfter);
        request.on("response", (response) => response.on("end", () => clearTimeout(leave)));
        request.end(body);
      }),
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Serves a listener by node:http2. */
export async function serveHttp2(listener: NodeListener): Promise<Connection> {
  const server = createHttp2Server().on("request", (request, response) => {
    Reflect.apply(listener, undefined, [request, response]);
  });
  const port = await listen(server);
  let session: ClientHttp2Session | undefined;
  const current = (): ClientHttp2Session => {
    if (session === undefined || session.closed || session.destroyed) {
      session = connect(`http://127.0.0.1:${port}`).on("error", () => undefined);
    }
    return session;
  };
  return {
    send: ({ method, path, headers, body, leavesAfter }) =>
      new Promise((resolve) => {
        const stream = current().request(
          { ...headers, ":method": method, ":path": path },
          { endStream: body === undefined },
        );
        let [status, text] = [0, ""];
        stream.on("response", (response) => {
          status = Number(response[":status"]);
        });
        stream.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        stream.on("error", () => undefined);
        stream.on("close", () => resolve(status === 0 ? undefined : { status, text }));
        if (leavesAfter !== undefined) setTimeout(() => stream.close(8), leavesAfter);
        if (body !== undefined) stream.end(body);
      }),
    [Symbol.asyncDispose]: async () => {
      session?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Number(Reflect.get(Object(server.address()), "port"));
}
