/**
 * Lets an emulator listen on a socket; the caller passes the server and the listener, so that this module needs no
 * module of Node.
 */
import { ConnectionReset } from "./inject-fault.ts";

/**
 * Lets an emulator listen on a socket: `await listen(emulator, { createServer, toNodeListener })`.
 *
 * A fault that resets the connection resets the socket. An emulator may listen on several sockets.
 *
 * @returns the URL and a function that stops listening.
 * @throws the server's error for a port that is in use or invalid.
 */
export async function listen<
  Incoming,
  Outgoing extends {
    /** Breaks the connection. */
    destroy(): unknown;
  },
>(
  emulator: {
    /** Responds to requests. */
    readonly fetch: (request: Request) => Promise<Response>;
    /** Tenant URL of an emulator of Proxyclick, whose path is kept. */
    readonly tenantUrl?: string;
  },
  options: {
    /** `createServer` of `node:http`. */
    readonly createServer: (listener: (request: Incoming, response: Outgoing) => void) => {
      /** Starts to listen. */
      listen(port: number, host: string, onListening: () => void): unknown;
      /** Returns the address. */
      address(): unknown;
      /** Reports a port that cannot be used. */
      once(event: "error", onError: (error: Error) => void): unknown;
      /** Ends all connections. */
      closeAllConnections(): void;
      /** Stops listening. */
      close(onClosed: () => void): unknown;
    };
    /** `toNodeListener` of `proxyclick-scim/node`. */
    readonly toNodeListener: (
      handler: (request: Request) => Promise<Response>,
      options: { readonly onError: (error: unknown) => void },
    ) => (request: Incoming, response: Outgoing) => void;
    /** Port. Default: any free port. */
    readonly port?: number | undefined;
    /** Address. Default: `127.0.0.1`, which is reachable from this machine only. */
    readonly host?: string | undefined;
  },
): Promise<{
  /** Root URL of the socket: the options `graph` and `authority` of clients of an emulator of Microsoft Graph. */
  readonly origin: string;
  /** Tenant URL for clients on this machine of an emulator of Proxyclick. */
  readonly tenantUrl: string;
  /** Ends all connections and stops listening; may be called again. */
  close(): Promise<void>;
}> {
  const { createServer, toNodeListener, port = 0, host = "127.0.0.1" } = options;
  // One listener for each request, because the handler must know which connection to break.
  const server = createServer((incoming, outgoing) => {
    const handler = async (request: Request): Promise<Response> => {
      try {
        return await emulator.fetch(request);
      } catch (error) {
        if (error instanceof ConnectionReset) outgoing.destroy();
        throw error;
      }
    };
    toNodeListener(handler, { onError: () => outgoing.destroy() })(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const origin = `http://${host.includes(":") ? `[${host}]` : host}:${portOf(server.address(), port)}`;
  const { pathname, search } = new URL(emulator.tenantUrl ?? origin);
  return {
    origin,
    tenantUrl: `${origin}${pathname}${search}`,
    close: () =>
      new Promise((resolve) => {
        // The callback also runs when the server is closed already.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(address: unknown, requested: number): number {
  const port: unknown = typeof address === "object" && address !== null ? Reflect.get(address, "port") : undefined;
  return typeof port === "number" ? port : requested;
}
