/**
 * SCIM in Hono, where the handler is mounted directly. On Node: `SCIM_TOKEN=secret node
 * examples/servers/hono.ts`
 */
import { createServer } from "node:http";
import { Hono } from "hono";
import { cloneRawRequest } from "hono/request";
import { toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { BASE_PATH, createService } from "./service.ts";

export function createApp(handler: ScimHandler): Hono {
  const app = new Hono();
  app.all(`${BASE_PATH}/*`, async (context) => {
    // Where a middleware may have read the body, Hono gives out a copy of the request with the body that it kept.
    const { raw } = context.req;
    return await handler(raw.bodyUsed ? await cloneRawRequest(context.req) : raw);
  });
  return app;
}

// Hono's own @hono/node-server serves as well; Bun, Deno and Workers serve the app without either.
if (import.meta.main) {
  const { fetch } = createApp(createService(process.env["SCIM_TOKEN"]));
  createServer(toNodeListener((request) => fetch(request))).listen(8080);
}
