/** SCIM in Fastify 5: `SCIM_TOKEN=secret node examples/servers/fastify.ts` */
import createFastify, { type FastifyInstance } from "fastify";
import { toNodeListener } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { BASE_PATH, createService } from "./service.ts";

export function createApp(handler: ScimHandler): FastifyInstance {
  const app = createFastify();
  const listener = toNodeListener(handler);
  // A plugin of its own, so that the parser below is for SCIM alone: Fastify answers 415 to media types without one.
  void app.register((scim, _options, done) => {
    scim.removeAllContentTypeParsers();
    scim.addContentTypeParser("*", (_request, _payload, done) => done(null));
    scim.all(`${BASE_PATH}/*`, (request, reply) => {
      reply.hijack();
      listener(request.raw, reply.raw, request);
    });
    done();
  });
  return app;
}

if (import.meta.main) await createApp(createService(process.env["SCIM_TOKEN"])).listen({ port: 8080 });
