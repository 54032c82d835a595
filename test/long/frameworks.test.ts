/**
 * The examples of frameworks and runtimes that bring their own server: the real ones, with the packed package, on a
 * socket.
 */
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, it } from "vitest";
import { BASE_PATH } from "../../examples/servers/service.ts";
import { liveOneLife, sender, TOKEN } from "../frameworks/serve.ts";
import { type App, serveApp } from "../package/apps.ts";
import { type Packed, pack } from "../package/consumer.ts";

const APPS: readonly (readonly [string, App])[] = [
  ["Next.js", { project: "next", examples: { "next-route.ts": "app/scim/v2/[...path]/route.ts" } }],
  [
    "SvelteKit",
    {
      project: "sveltekit",
      examples: {
        "sveltekit-server.ts": "src/routes/scim/v2/[...path]/+server.ts",
        "sveltekit-hooks.ts": "src/hooks.server.ts",
      },
    },
  ],
  ["React Router", { project: "react-router", examples: { "remix-route.ts": "app/routes/scim.v2.$.ts" } }],
  ["Bun", { project: "bun", examples: { "bun.ts": "bun.ts" } }],
  ["Deno", { project: "deno", examples: { "deno.ts": "deno.ts" } }],
  ["Workers", { project: "workers", examples: { "workers.ts": "workers.ts" } }],
];

let packed: Packed;

beforeAll(async () => {
  packed = await pack();
});

afterAll(async () => {
  await rm(packed.folder, { recursive: true });
});

describe("the example for", () => {
  it.each(APPS)("%s serves the life of a user", async (_, app) => {
    await using serving = await serveApp(app, packed, (origin) => ({
      SCIM_TOKEN: TOKEN,
      SCIM_BASE_URL: origin + BASE_PATH,
    }));
    const base = serving.origin + BASE_PATH;
    await liveOneLife(sender(base), base);
  });
});
