/** Real servers on real sockets, and the life of a user through them. */
import { createServer, type RequestListener, type Server } from "node:http";
import { expect } from "vitest";

export const TOKEN = "correct-horse";

/** A running server. */
export interface Running extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
}

/** Serves a listener at a free port of this machine. */
export async function serve(listener: RequestListener | Server): Promise<Running> {
  const server = typeof listener === "function" ? createServer(listener) : listener;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** Sends a request to a SCIM service. */
export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Response>;

/** Requests as a provisioning service makes them. */
export function sender(base: string, fetch: (request: Request) => Promise<Response> = globalThis.fetch): Send {
  return (method, path, body, headers = {}) =>
    fetch(
      new Request(base + path, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined ? {} : { "content-type": "application/scim+json" }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      }),
    );
}

/**
 * Every method once, in both media types.
 *
 * @param base - under which locations have to be.
 */
export async function liveOneLife(send: Send, base: string): Promise<void> {
  const made = await send("POST", "/Users", { userName: "zoë@example.com", name: { familyName: "Ångström" } });
  expect(made.status).toBe(201);
  expect(made.headers.get("content-type")).toBe("application/scim+json");
  const location = made.headers.get("location") ?? "";
  expect(location.startsWith(`${base}/Users/`), `${location} is below ${base}`).toBe(true);
  const path = location.slice(base.length);
  expect(await made.json()).toMatchObject({ userName: "zoë@example.com", meta: { location } });

  const plain = { "content-type": "application/json" };
  const other = await send("POST", "/Users", { userName: "bob@example.com" }, plain);
  expect(other.status).toBe(201);
  const taken = await send("POST", "/Users", { userName: "BOB@example.com" });
  expect([taken.status, await taken.json()]).toMatchObject([409, { scimType: "uniqueness" }]);

  const patch = { Operations: [{ op: "Replace", path: "active", value: "False" }] };
  const patched = await send("PATCH", path, patch, plain);
  expect(await patched.json()).toMatchObject({ active: false });
  const put = await send("PUT", path, { userName: "zoe@example.com" });
  expect([put.status, await put.json()]).toMatchObject([200, { userName: "zoe@example.com" }]);

  const filter = new URLSearchParams({ filter: 'userName eq "ZOE@example.com"' });
  expect(await (await send("GET", `/Users?${filter}`)).json()).toMatchObject({ totalResults: 1 });
  expect((await send("GET", path)).status).toBe(200);
  const head = await send("HEAD", path);
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect((await send("OPTIONS", path)).headers.get("allow")).toContain("PATCH");
  const deleted = await send("DELETE", path);
  expect([deleted.status, await deleted.text()]).toEqual([204, ""]);
  expect((await send("GET", path)).status).toBe(404);

  const broken = await send("POST", "/Users", { userName: 1 });
  expect(broken.status).toBe(400);
  const stranger = await send("GET", "/Users", undefined, { authorization: "" });
  expect([stranger.status, stranger.headers.get("www-authenticate")?.startsWith("Bearer")]).toEqual([401, true]);
}
