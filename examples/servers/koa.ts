/** SCIM in Koa 3: `SCIM_TOKEN=secret node examples/servers/koa.ts` */
import Koa from "koa";
import { toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { BASE_PATH, createService } from "./service.ts";

export function createApp(handler: ScimHandler): Koa {
  const app = new Koa();
  const listener = toNodeListener(handler);
  app.use((context, next) => {
    if (!context.path.startsWith(`${BASE_PATH}/`)) return next();
    // The listener answers; Koa keeps its hands off.
    context.respond = false;
    listener(context.req, context.res, context.request);
    return undefined;
  });
  return app;
}

if (import.meta.main) createApp(createService(process.env["SCIM_TOKEN"])).listen(8080);
