/** SCIM in Express 5: `SCIM_TOKEN=secret node examples/servers/express.ts` */
import express, { type Express } from "express";
import { toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { BASE_PATH, createService } from "./service.ts";

export function createApp(handler: ScimHandler): Express {
  const app = express();
  // Body parsers for the rest of the app may stand before or after.
  app.use(express.json());
  app.use(BASE_PATH, toNodeListener(handler));
  return app;
}

if (import.meta.main) createApp(createService(process.env["SCIM_TOKEN"])).listen(8080);
