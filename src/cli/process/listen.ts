/**
 * A HTTP server that ends politely.
 */

import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { isIPv6 } from "node:net";
import { systemErrorCode, usageError } from "./exit-status.ts";

/** A running server. */
export interface Listening {
  /** Address without path, such as `http://127.0.0.1:8080`, with the port that the server really got. */
  readonly origin: string;
  /** Stops accepting connections and resolves when the requests in flight are answered. */
  close(): Promise<void>;
}

/**
 * Starts a HTTP server.
 *
 * @throws CommanderError when the address cannot be listened on.
 */
export async function listen(listener: RequestListener, at: { host: string; port: number }): Promise<Listening> {
  // A client that asks before it sends a body is answered by the listener, which knows whether it wants one.
  const server = createServer(listener).on("checkContinue", listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(usageError(problemOf(error, at))));
    server.listen(at.port, at.host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : at.port;
  const host = isIPv6(at.host) ? `[${at.host}]` : at.host;
  return { origin: `http://${host}:${port}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that is kept alive becomes idle only after its answer, and would hold the server open until its own timeout.
    const sayClose: RequestListener = (_request, response) => void response.setHeader("connection", "close");
    server.prependListener("request", sayClose).prependListener("checkContinue", sayClose);
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
  });
}

function problemOf(error: Error, { host, port }: { host: string; port: number }): string {
  switch (systemErrorCode(error)) {
    case "EADDRINUSE":
      return `port ${port} on ${host} is in use: choose another one with --port, or --port 0 for any free one`;
    case "EACCES":
      return `no permission to listen on port ${port}: choose one above 1023`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `${host} is not an address of this machine`;
    default:
      return `cannot listen on port ${port} of ${host}: ${error.message}`;
  }
}
