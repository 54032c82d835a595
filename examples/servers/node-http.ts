/** SCIM with Node alone: `SCIM_TOKEN=secret node examples/servers/node-http.ts` */
import { createServer, type Server } from "node:http";
import { toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { createService } from "./service.ts";

export function createApp(handler: ScimHandler): Server {
  const listener = toNodeListener(handler);
  // With the second, a client that asks before it sends a body hears a refusal first.
  return createServer(listener).on("checkContinue", listener);
}

if (import.meta.main) createApp(createService(process.env["SCIM_TOKEN"])).listen(8080);
