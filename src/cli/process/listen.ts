/** An HTTP server that answers the requests in flight before it ends. */
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { isIPv6 } from "node:net";
import { systemErrorCode, usageError } from "./exit-status.ts";

/** A running server. */
export interface RunningServer {
  /** Address without path, such as `http://127.0.0.1:8080`, with the actual port. */
  readonly origin: string;
  /** Stops accepting connections, and resolves when the requests in flight are answered. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP server.
 *
 * @throws CommanderError when the server cannot listen on the address.
 */
export async function listen(listener: RequestListener, at: { host: string; port: number }): Promise<RunningServer> {
  // The listener itself answers `Expect: 100-continue`, because it knows whether it wants the body.
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
    // A kept-alive connection becomes idle only after its response, and would keep the server open until its own
    // timeout.
    const closeConnection: RequestListener = (_request, response) => void response.setHeader("connection", "close");
    server.prependListener("request", closeConnection).prependListener("checkContinue", closeConnection);
    const timer = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(timer);
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
