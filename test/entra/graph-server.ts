/** A small HTTP server for the tests of credentials and of the client of Microsoft Graph. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as the server got it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What the server answers: a status with JSON, or anything by hand. */
export type Answer =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly json?: unknown }
  | ((response: ServerResponse) => void);

/** A server that is closed when the test ends. */
export interface TestServer {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
}

/**
 * Starts a server on a free loopback port.
 *
 * @param answer - the answer to a request; the number counts the requests from 1
 */
export async function serve(answer: (request: ReceivedRequest, number: number) => Answer): Promise<TestServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    let body = "";
    for await (const part of incoming) body += String(part);
    const request = { method: incoming.method ?? "", url: incoming.url ?? "", headers: incoming.headers, body };
    received.push(request);
    send(response, answer(request, received.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

function send(response: ServerResponse, answer: Answer): void {
  if (typeof answer === "function") {
    answer(response);
    return;
  }
  const { status = 200, headers = {}, json } = answer;
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(json === undefined ? undefined : JSON.stringify(json));
}
