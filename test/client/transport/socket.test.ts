/** The client over real sockets: broken, slow and refused connections. */
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../../src/client/index.ts";
import { UserType } from "../../../src/models/index.ts";
import { withFakeTimers } from "../../support/fake-timers.ts";
import { NO_WAIT, user } from "../scripted-fetch.ts";

const servers = new Set<Server>();

afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers.clear();
});

/** A service on a loopback port; its users are read with the platform's own `fetch`. */
async function setUp(listener: RequestListener, options: Partial<ScimClientOptions> = {}) {
  const server = createServer(listener);
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const retry = { ...NO_WAIT, limit: 1 };
  const client = new ScimClient({ baseUrl: `http://127.0.0.1:${port}/scim`, token: "s3cret", retry, ...options });
  return { server, users: client.resources(UserType) };
}

const JSON_HEADERS = { "content-type": "application/scim+json" };

describe("over a real socket", () => {
  it("a resource is read", async () => {
    const { users } = await setUp((request, response) => {
      response.writeHead(200, JSON_HEADERS).end(JSON.stringify(user("1", request.headers.authorization ?? "")));
    });
    await expect(users.get("1")).resolves.toMatchObject({ userName: "Bearer s3cret" });
  });

  it("a DELETE accepts everything, because some services refuse one that accepts JSON", async () => {
    const accepted: (string | undefined)[] = [];
    const { users } = await setUp((request, response) => {
      accepted.push(request.headers.accept);
      response.writeHead(204).end();
    });
    await users.delete("1");
    await users.delete("1", { headers: { accept: "text/plain" } });
    expect(accepted).toEqual(["*/*", "text/plain"]);
  });

  it("a body that ends early is requested again", async () => {
    let asked = 0;
    const { users } = await setUp((_request, response) => {
      asked += 1;
      const text = JSON.stringify(user("1"));
      response.writeHead(200, { ...JSON_HEADERS, "content-length": text.length });
      if (asked > 1) response.end(text);
      else response.write(text.slice(0, 5), () => response.destroy());
    });
    await expect(users.get("1")).resolves.toMatchObject({ id: "1" });
    expect(asked).toBe(2);
  });

  it("a body that never ends is given up in time", async () => {
    const { users } = await setUp(
      (_request, response) => {
        response.writeHead(200, JSON_HEADERS).write("{");
      },
      { timeout: 50, retry: { limit: 0 } },
    );
    await expect(withFakeTimers(() => users.get("1"))).rejects.toMatchObject({ code: "timeout" });
  });

  it("a dropped connection is unreachable, and its error has no token", async () => {
    const { users } = await setUp((request) => request.socket.destroy());
    const error = await users.get("1").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unreachable", attempts: 2 });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("s3cret");
  });

  it("a closed port is unreachable", async () => {
    const { server, users } = await setUp(() => {});
    await new Promise((resolve) => server.close(resolve));
    await expect(users.get("1")).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("refused (ECONNREFUSED)"),
    });
  });

  it("a redirect is not followed", async () => {
    let asked = 0;
    const { users } = await setUp((_request, response) => {
      asked += 1;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    await expect(users.get("1")).rejects.toMatchObject({ code: "not_scim", status: 307 });
    expect(asked).toBe(1);
  });

  it("a signal ends a request in flight", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { users } = await setUp(() => controller.abort(reason));
    await expect(users.get("1", { signal: controller.signal })).rejects.toBe(reason);
  });
});
