import type { RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type Listening, listen } from "../../src/cli/listen.ts";
import { run } from "../../src/cli/program.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, MemoryStore, proxyclickProfile } from "../../src/server/index.ts";
import { world } from "./world.ts";

const TOKEN = "s3cret-token";
const scim = toNodeListener(
  createScimHandler({
    basePath: "/scim/v2",
    profile: proxyclickProfile(),
    store: new MemoryStore(),
    authenticate: bearerToken(TOKEN),
  }),
);

let server: Listening | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function testConnection(listener: RequestListener, ...args: string[]) {
  server = await listen(listener, { host: "127.0.0.1", port: 0 });
  const io = world({ env: { PROXYCLICK_TOKEN: TOKEN } });
  const target = `${server.origin}/scim/v2`;
  const status = await run(io, ["test-connection", "--target", target, ...args]);
  expect(io.stdout.text + io.stderr.text).not.toContain(TOKEN);
  return { status, target, out: io.stdout.text, err: io.stderr.text };
}

const answer =
  (status: number, type: string, body: string): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { "content-type": type }).end(body);

describe("test-connection", () => {
  it("tells what it has seen", async () => {
    const { status, out, err } = await testConnection(scim);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(/^Connected: .*200.*empty list\.\n$/);
  });

  it("prints one JSON document with --json", async () => {
    const { out, target } = await testConnection(scim, "--json");
    expect(JSON.parse(out)).toEqual({ target, ok: true });
  });

  it.each<[string, RequestListener, string[], number]>([
    ["refused credentials", scim, ["--token", "other"], 3],
    ["forbidden", answer(403, "application/scim+json", "{}"), [], 3],
    ["a web page", answer(200, "text/html", "<html></html>"), [], 4],
    ["JSON that is no list", answer(200, "application/scim+json", "{}"), [], 4],
    ["nothing there", answer(404, "application/scim+json", "{}"), [], 4],
    ["an error of the service", answer(500, "application/scim+json", "{}"), [], 4],
  ])("%s: a message on stderr and the status", async (_what, listener, args, expected) => {
    const { status, out, err } = await testConnection(listener, ...args);
    expect([status, out]).toEqual([expected, ""]);
    expect(err).toMatch(/^error: \S/);
    expect(err.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
  });
});
