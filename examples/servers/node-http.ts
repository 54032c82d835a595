/** SCIM with Node alone: `SCIM_TOKEN=secret node examples/servers/node-http.ts` */
import { createServer, type Server } from "node:http";
import { toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { createService } from "./service.ts";

export function createApp(handler: ScimHandler): Server {
  return createServer(toNodeListener(handler));
}

if (import.meta.main) createApp(createService(process.env["SCIM_TOKEN"])).listen(8080);
