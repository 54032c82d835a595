/**
 * SCIM in NestJS, on Express: `SCIM_TOKEN=secret node examples/servers/nest.ts`. The listener is a middleware, so that
 * no guard, pipe or interceptor of the app runs before it. It works with and without Nest's own body parser.
 */
import "reflect-metadata";
import { type INestApplication, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { BASE_PATH, createService } from "./service.ts";

/** Stands for the app's own module; with decorators, `@Module({})` above the class. */
export class AppModule {}
Module({})(AppModule);

export async function createApp(handler: ScimHandler): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule, { logger: ["warn", "error"] });
  app.use(BASE_PATH, toNodeListener(handler));
  return app;
}

if (import.meta.main) await (await createApp(createService(process.env["SCIM_TOKEN"]))).listen(8080);
