/** Clients of a listener that is served over HTTP/2. */
import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, createServer, type Http2Session } from "node:http2";
import { connect as connectSocket, createServer as createRelay, type Socket } from "node:net";
import type { NodeListener } from "../../src/node/index.ts";

/** A client and its server, over one connection of HTTP/2. */
export interface ServedSession extends AsyncDisposable {
  readonly session: ClientHttp2Session;
  /** The server's side of the connection, once it is there. */
  readonly serverSession: Http2Session | undefined;
  /** Keeps back what the client sends from now on, such as its answers to pings, until `release`. */
  hold(): void;
  release(): void;
}

/** Serves a listener, and connects a client to it. */
export async function connectOverHttp2(listener: NodeListener): Promise<ServedSession> {
  let serverSession: Http2Session | undefined;
  const server = createServer()
    .on("session", (session) => {
      serverSession = session;
    })
    .on("request", (request, response) => {
      Reflect.apply(listener, undefined, [request, response]);
    });
  const port = await listen(server);
  let sockets: readonly Socket[] = [];
  const relay = createRelay((near) => {
    const far = connectSocket(port, "127.0.0.1");
    sockets = [near, far];
    for (const socket of sockets) socket.on("error", () => undefined);
    near.pipe(far).pipe(near);
  });
  const session = connect(`http://127.0.0.1:${await listen(relay)}`);
  return {
    session,
    get serverSession() {
      return serverSession;
    },
    hold() {
      sockets[0]?.unpipe().pause();
    },
    release() {
      const [near, far] = sockets;
      if (far !== undefined) near?.pipe(far);
    },
    [Symbol.asyncDispose]: async () => {
      session.destroy();
      for (const socket of sockets) socket.destroy();
      for (const each of [relay, server]) await new Promise((resolve) => each.close(resolve));
    },
  };
}

async function listen(server: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Number(Reflect.get(Object(server.address()), "port"));
}

/** What a client has of a stream that has ended. */
export interface EndedStream {
  readonly status: unknown;
  readonly rstCode: number;
  readonly text: string;
}

/** Reads the response of a stream until the stream has ended. */
export async function untilClosed(stream: ClientHttp2Stream): Promise<EndedStream> {
  // A stream may end while its body is being sent.
  stream.on("error", () => undefined);
  let status: unknown;
  let text = "";
  stream.on("response", (headers) => {
    status = headers[":status"];
  });
  stream.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  await once(stream, "close");
  return { status, rstCode: stream.rstCode, text };
}
