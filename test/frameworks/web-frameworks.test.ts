/** The examples for frameworks that speak Request and Response: each by the function that the framework would call. */
import { beforeEach, describe, it, vi } from "vitest";
import { BASE_PATH } from "../../examples/servers/service.ts";
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
