/** Connections that fail over real sockets: the error says who failed and what to do. */
import { createServer, type Server, setGlobalProxyFromEnv } from "node:http";
import { createServer as createHttp2Server, createSecureServer } from "node:http2";
import { createServer as createTlsServer } from "node:https";
import type { Server as NetServer } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ScimClient } from "../../../src/client/index.ts";
import { isScimRequestError, type ScimRequestError } from "../../../src/errors.ts";
import { SELF_SIGNED } from "../../support/self-signed.ts";
import { NO_WAIT, networkError } from "../scripted-fetch.ts";

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
  vi.unstubAllEnvs();
});

async function listen(server: NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function failureAt(baseUrl: string): Promise<ScimRequestError> {
  const client = new ScimClient({ baseUrl, token: "s3cret", retry: { ...NO_WAIT, limit: 1 } });
  const error: unknown = await client.testConnection().catch((reason: unknown) => reason);
  if (!isScimRequestError(error)) throw new Error("expected a ScimRequestError", { cause: error });
  return error;
}

describe("a failure that every attempt would have is not retried", () => {
  it.each<readonly [string, () => NetServer, string, RegExp]>([
    ["https at a port without TLS", () => createServer(), "https", /does not speak TLS on this port/],
    ["an untrusted certificate", () => createTlsServer(SELF_SIGNED), "https", /DEPTH_ZERO_.*NODE_EXTRA_CA_CERTS/],
    ["HTTP/2 only, with TLS", () => createSecureServer({ ...SELF_SIGNED, allowHTTP1: false }), "https", /HTTP\/2 only/],
    ["HTTP/2 only, without TLS", () => createHttp2Server(), "http", /HTTP\/2 only/],
  ])("%s", async (_name, server, scheme, message) => {
    const failure = await failureAt(`${scheme}://127.0.0.1:${await listen(server())}`);
    expect(failure).toMatchObject({ code: "unreachable", attempts: 1 });
    expect(failure.message).toMatch(message);
  });

  it("a port that fetch blocks", async () => {
    const failure = await failureAt("http://127.0.0.1:6000");
    expect(failure).toMatchObject({ code: "unreachable", attempts: 1 });
    expect(failure.message).toContain("fetch does not connect to this port");
  });

  it.each([
    ["CERT_HAS_EXPIRED", "clock"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "check the URL"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "NODE_EXTRA_CA_CERTS"],
  ])("the certificate error %s, which advises: %s", async (code, advice) => {
    const fetch = vi.fn(async () => Promise.reject(networkError(code)));
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, retry: NO_WAIT });
    await expect(client.testConnection()).rejects.toThrow(advice);
    expect(fetch).toHaveBeenCalledOnce();
  });
});

describe("a proxy", () => {
  /** A proxy that answers every request, tunnels included, with a status. */
  async function proxyWith(status: number): Promise<string> {
    const proxy: Server = createServer((_request, response) => response.writeHead(status).end());
    proxy.on("connect", (_request, socket) => socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`));
    return `127.0.0.1:${await listen(proxy)}`;
  }

  function useProxy(host: string): void {
    const url = `http://user:pa55@${host}`;
    vi.stubEnv("HTTPS_PROXY", url);
    open.push(setGlobalProxyFromEnv({ HTTPS_PROXY: url, HTTP_PROXY: url }));
  }

  it.each([
    [407, 1, "wants credentials (407): set them in HTTPS_PROXY"],
    [403, 1, "refused the connection (403)"],
    [502, 2, "refused the connection (502)"],
  ])("that refuses a tunnel with %i is named, and is asked %i times", async (status, attempts, message) => {
    const host = await proxyWith(status);
    useProxy(host);
    const failure = await failureAt("https://scim.example.com");
    expect(failure).toMatchObject({ code: "unreachable", attempts });
    expect(failure.message).toContain(`the proxy ${host} ${message}`);
    expect(failure.message).not.toContain("pa55");
  });

  it("that answers a request with 407 is not taken for the service", async () => {
    const fetch = async () => new Response(null, { status: 407 });
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch });
    await expect(client.testConnection()).rejects.toThrow("the proxy wants credentials (407)");
  });

  it("that is not there is named, and not the service", async () => {
    useProxy("127.0.0.1:1");
    const failure = await failureAt("https://scim.example.com");
    expect(failure).toMatchObject({ code: "unreachable", attempts: 2 });
    expect(failure.message).toContain("the proxy 127.0.0.1:1 cannot be reached: the connection was refused");
  });

  it("whose host is unknown is named", async () => {
    const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND", hostname: "proxy.contoso.com" });
    const fetch = async () => Promise.reject(new TypeError("fetch failed", { cause }));
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, retry: { limit: 0 } });
    await expect(client.testConnection()).rejects.toThrow("the proxy proxy.contoso.com cannot be reached");
  });
});

it("a service that refuses the connection is no proxy", async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const { message } = await failureAt(`http://localhost:${port}`);
  expect(message).toContain("the connection was refused (ECONNREFUSED)");
  expect(message).not.toContain("the proxy");
});
