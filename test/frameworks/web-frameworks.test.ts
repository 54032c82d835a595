/** The examples for frameworks that speak Request and Response: each by the function that the framework would call. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { BASE_PATH } from "../../examples/servers/service.ts";
import { handle } from "../../examples/servers/sveltekit-hooks.ts";
import { liveOneLife, sender, TOKEN } from "./serve.ts";

const ORIGIN = "https://scim.example.com";

type Fetch = (request: Request) => Promise<Response>;

const CASES: readonly (readonly [string, () => Promise<Fetch>])[] = [
  [
    "Next.js",
    async () => {
      const route = await import("../../examples/servers/next-route.ts");
      const handlers = new Map(Object.entries({ ...route, dynamic: undefined }));
      return async (request) => (await handlers.get(request.method)?.(request)) ?? new Response(null, { status: 405 });
    },
  ],
  [
    "SvelteKit",
    async () => {
      const { fallback } = await import("../../examples/servers/sveltekit-server.ts");
      return (request) => fallback({ request });
    },
  ],
  [
    "Remix",
    async () => {
      const { action, loader } = await import("../../examples/servers/remix-route.ts");
      return (request) => (["GET", "HEAD"].includes(request.method) ? loader({ request }) : action({ request }));
    },
  ],
  ["Bun", async () => (await import("../../examples/servers/bun.ts")).default.fetch],
  ["Deno", async () => (await import("../../examples/servers/deno.ts")).default.fetch],
  [
    "Workers",
    async () => {
      const worker = (await import("../../examples/servers/workers.ts")).default;
      const environment = { SCIM_TOKEN: TOKEN };
      return (request) => worker.fetch(request, environment);
    },
  ],
  [
    "Hono",
    async () => {
      const { createApp } = await import("../../examples/servers/hono.ts");
      const { createService } = await import("../../examples/servers/service.ts");
      const app = createApp(createService(TOKEN));
      return async (request) => app.fetch(request);
    },
  ],
];

describe.each(CASES)("the example for %s", (_, load) => {
  beforeEach(() => {
    vi.resetModules();
    vi.stubEnv("SCIM_TOKEN", TOKEN);
    return () => vi.unstubAllEnvs();
  });

  it("serves the life of a user", async () => {
    const base = ORIGIN + BASE_PATH;
    await liveOneLife(sender(base, await load()), base);
  });
});

describe("the example for hooks of SvelteKit", () => {
  const form = "application/x-www-form-urlencoded; charset=utf-8";
  it.each([
    ["a DELETE of SCIM", "DELETE", `${BASE_PATH}/Users/1`, {}, 200],
    ["a DELETE elsewhere", "DELETE", "/account", {}, 403],
    ["beside the path of SCIM", "DELETE", `${BASE_PATH}x/Users/1`, {}, 403],
    ["a path that leaves SCIM", "DELETE", `${BASE_PATH}/%2e%2e/account`, {}, 403],
    ["a form of another site", "POST", "/account", { "content-type": form, origin: "https://evil.example" }, 403],
    ["a form of its own", "POST", "/account", { "content-type": form, origin: ORIGIN }, 200],
    ["JSON of another site", "POST", "/account", { "content-type": "application/json" }, 200],
    ["a page", "GET", "/account", {}, 200],
  ])("%s", async (_, method, path, headers, status) => {
    const request = new Request(ORIGIN + path, { method, headers });
    const event = { request, url: new URL(request.url) };
    expect((await handle({ event, resolve: () => new Response() })).status).toBe(status);
  });
});
