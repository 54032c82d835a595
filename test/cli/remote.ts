/** Services that a command is pointed at. */
import type { RequestListener } from "node:http";
import { expect, onTestFinished } from "vitest";
import { listen } from "../../src/cli/process/listen.ts";
import { run } from "../../src/cli/program.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, MemoryStore, type ServiceProfile } from "../../src/server/index.ts";
import { world } from "./world.ts";

/** What {@link scimListener} accepts, and {@link against} sends. */
export const TOKEN = "s3cret-token";

/** A SCIM service without users at `/scim/v2`. */
export function scimListener(profile: ServiceProfile): RequestListener {
  return toNodeListener(
    createScimHandler({
      basePath: "/scim/v2",
      profile,
      store: new MemoryStore(),
      authenticate: bearerToken(TOKEN),
    }),
  );
}

/** A service that always says the same. */
export function answer(status: number, type: string, body: string): RequestListener {
  return (_request, response) => response.writeHead(status, { "content-type": type }).end(body);
}

/** Runs a command against a service, which ends with the test; the token is in nothing that the command says. */
export async function against(listener: RequestListener, command: (url: string) => readonly string[]) {
  const server = await listen(listener, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  const io = world({ env: { PROXYCLICK_TOKEN: TOKEN } });
  const url = `${server.origin}/scim/v2`;
  const status = await run(io, [...command(url)]);
  expect(io.stdout.text + io.stderr.text).not.toContain(TOKEN);
  return { status, url, out: io.stdout.text, err: io.stderr.text };
}
