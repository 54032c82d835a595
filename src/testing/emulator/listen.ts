/**
 * An emulator on a socket. This room imports nothing of Node: the server and the listener are given by the caller.
 */
import type { ProxyclickEmulator } from "./emulator.ts";
import { ConnectionReset } from "./faults.ts";

/** What is needed of `node:http`'s response: a way to break the connection. */
export interface Breakable {
  /** Ends the connection without an answer. */
  destroy(): unknown;
}

/** What is needed of `node:http`'s server. */
export interface ListeningServer {
  /** Begins to listen. */
  listen(port: number, host: string, done: () => void): unknown;
  /** Where it listens. */
  address(): unknown;
  /** Told of a port that is in use. */
  once(event: "error", told: (error: Error) => void): unknown;
  /** Ends the connections. */
  closeAllConnections(): void;
  /** Stops to listen. */
  close(done: () => void): unknown;
}

/** Who makes server and listener. */
export interface ListenOptions<Incoming, Outgoing extends Breakable> {
  /** `createServer` of `node:http`. */
  readonly createServer: (listener: (request: Incoming, response: Outgoing) => void) => ListeningServer;
  /** `toNodeListener` of `proxyclick-scim/node`. */
  readonly toNodeListener: (
    handler: (request: Request) => Promise<Response>,
    options: { readonly onError: (error: unknown) => void },
  ) => (request: Incoming, response: Outgoing) => void;
  /** Port; any free one by default. */
  readonly port?: number | undefined;
  /** Address; `127.0.0.1` by default, which only this machine reaches. */
  readonly host?: string | undefined;
}

/** An emulator that listens. */
export interface ListeningEmulator {
  /** Tenant URL for clients on this machine. */
  readonly tenantUrl: string;
  /** Ends all connections and stops; may be called again. */
  close(): Promise<void>;
}

/**
 * Lets an emulator listen: `await listen(emulator, { createServer, toNodeListener })`.
 *
 * A fault that resets the connection does so on the wire. One emulator may listen several times.
 *
 * @throws the server's error for a port that is in use or is none.
 */
export async function listen<Incoming, Outgoing extends Breakable>(
  emulator: ProxyclickEmulator,
  options: ListenOptions<Incoming, Outgoing>,
): Promise<ListeningEmulator> {
  const { createServer, toNodeListener, port = 0, host = "127.0.0.1" } = options;
  // One listener for each request, because the handler must know the connection that it is to break.
  const server = createServer((request, response) => {
    const handler = async (asked: Request): Promise<Response> => {
      try {
        return await emulator.fetch(asked);
      } catch (error) {
        if (error instanceof ConnectionReset) response.destroy();
        throw error;
      }
    };
    toNodeListener(handler, { onError: () => response.destroy() })(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const { pathname, search } = new URL(emulator.tenantUrl);
  return {
    tenantUrl: `http://${host.includes(":") ? `[${host}]` : host}:${portOf(server.address(), port)}${pathname}${search}`,
    close: () =>
      new Promise((resolve) => {
        // A second call finds it stopped.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(address: unknown, asked: number): number {
  const port: unknown = typeof address === "object" && address !== null ? Reflect.get(address, "port") : undefined;
  return typeof port === "number" ? port : asked;
}
