/**
 * SCIM in NestJS, in `main.ts`: the listener is a middleware of the Express app under it. Not tested against NestJS itself, which is no dependency of this
 * package; what it does here is what Express does.
 *
 *     const app = await NestFactory.create(AppModule);
 *     mountScim(app, createService(process.env.SCIM_TOKEN));
 *     await app.listen(8080);
 */
import { type NodeListener, toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { BASE_PATH } from "./service.ts";

/** What is needed of Nest's `INestApplication`. */
export interface NestApplication {
  use(path: string, middleware: NodeListener): unknown;
}

export function mountScim(app: NestApplication, handler: ScimHandler): void {
  app.use(BASE_PATH, toNodeListener(handler));
}
