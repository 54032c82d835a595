/**
 * SCIM in Express 4: `SCIM_TOKEN=secret node examples/servers/express-4.ts`. The package is "express"; it has another
 * name here beside version 5.
 */
import express, { type Express } from "express-4";
import { toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { BASE_PATH, createService } from "./service.ts";

export function createApp(handler: ScimHandler): Express {
  const app = express();
  app.use(express.json());
  app.use(BASE_PATH, toNodeListener(handler));
  return app;
}

if (import.meta.main) createApp(createService(process.env["SCIM_TOKEN"])).listen(8080);
