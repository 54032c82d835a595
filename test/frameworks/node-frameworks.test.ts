/** The examples, and the same frameworks with body parsers and under prefixes. */
import type { RequestListener, Server } from "node:http";
import type { INestApplication } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import express, { type Middleware } from "express";
import express4 from "express-4";
import createFastify, { type FastifyInstance } from "fastify";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import Koa, { type Context } from "koa";
import { describe, expect, it } from "vitest";
import { createApp as createExpress } from "../../examples/servers/express.ts";
import { createApp as createExpress4 } from "../../examples/servers/express-4.ts";
import { createApp as createFastifyApp } from "../../examples/servers/fastify.ts";
import { createApp as createHono } from "../../examples/servers/hono.ts";
import { createApp as createKoa } from "../../examples/servers/koa.ts";
import { createApp as createNest, AppModule as NestModule } from "../../examples/servers/nest.ts";
import { createApp as createNodeHttp } from "../../examples/servers/node-http.ts";
import { BASE_PATH, createService } from "../../examples/servers/service.ts";
import { toNodeListener, type WebHandler } from "../../src/node/index.ts";
import type { ScimHandler } from "../../src/server/index.ts";
import { liveOneLife, sender, serve, TOKEN } from "./serve.ts";

const JSON_TYPES = ["application/json", "application/scim+json"];

async function fastifyListener(app: FastifyInstance): Promise<RequestListener> {
  await app.ready();
  return (request, response) => app.routing(request, response);
}

async function nestListener(app: INestApplication): Promise<RequestListener> {
  await app.init();
  return app.getHttpAdapter().getInstance();
}

/** A body parser of Koa, which keeps what it makes on Koa's own request. */
async function parseKoaBody(context: Context, next: () => Promise<void>): Promise<void> {
  let text = "";
  for await (const chunk of context.req.setEncoding("utf8")) text += chunk;
  context.request.body = text === "" ? {} : JSON.parse(text);
  await next();
}

type Start = (handler: ScimHandler) => RequestListener | Server | Promise<RequestListener>;

/** Under Express, in both versions. */
function expressCases(name: string, create: typeof express): readonly (readonly [string, Start])[] {
  const mounted =
    (parser: Middleware): Start =>
    (handler) =>
      create().use(parser).use(BASE_PATH, toNodeListener(handler));
  return [
    [`${name} with a JSON parser for both media types`, mounted(create.json({ type: JSON_TYPES }))],
    [`${name} with a text parser`, mounted(create.text({ type: JSON_TYPES }))],
    [`${name} with a raw parser`, mounted(create.raw({ type: JSON_TYPES }))],
    [
      `${name} in a router below a router`,
      (handler) => {
        const inner = create.Router().use("/v2", toNodeListener(handler));
        return create()
          .use(create.json({ type: JSON_TYPES }))
          .use("/scim", inner);
      },
    ],
    [`${name} without a prefix`, (handler) => create().use(toNodeListener(handler))],
  ];
}

const CASES: readonly (readonly [string, Start])[] = [
  ["the example for node:http", createNodeHttp],
  ["the example for Express 5", createExpress],
  ["the example for Express 4", createExpress4],
  ["the example for Fastify 5", (handler) => fastifyListener(createFastifyApp(handler))],
  ["the example for Koa 3", (handler) => createKoa(handler).callback()],
  ["the example for Hono", (handler) => toNodeListener((request) => createHono(handler).fetch(request))],
  ["the example for NestJS", async (handler) => nestListener(await createNest(handler))],
  [
    "NestJS with its body parser for SCIM's media type",
    async (handler) => {
      const app = await NestFactory.create<NestExpressApplication>(NestModule, { logger: false, bodyParser: false });
      app.useBodyParser("json", { type: JSON_TYPES });
      app.use(BASE_PATH, toNodeListener(handler));
      return nestListener(app);
    },
  ],
  ...expressCases("Express 5", express),
  ...expressCases("Express 4", express4),
  [
    "Fastify 5 with JSON parsers, under a prefix",
    (handler) => {
      const app = createFastify();
      const listener = toNodeListener(handler);
      app.addContentTypeParser(
        "application/scim+json",
        { parseAs: "string" },
        app.getDefaultJsonParser("error", "error"),
      );
      app.register(
        (scim, _options, done) => {
          scim.all("/v2/*", (request, reply) => {
            reply.hijack();
            listener(request.raw, reply.raw, request);
          });
          done();
        },
        { prefix: "/scim" },
      );
      return fastifyListener(app);
    },
  ],
  [
    "Fastify 5 with its URLs rewritten",
    (handler) => {
      const app = createFastify({ rewriteUrl: ({ url = "/" }) => url.replace(BASE_PATH, "/inner") });
      const listener = toNodeListener(handler);
      app.addContentTypeParser("application/scim+json", { parseAs: "buffer" }, (_request, body, done) =>
        done(null, body),
      );
      app.all("/inner/*", (request, reply) => {
        reply.hijack();
        listener(request.raw, reply.raw, request);
      });
      return fastifyListener(app);
    },
  ],
  [
    "Koa 3 with a body parser, its path shortened",
    (handler) => {
      const listener = toNodeListener(handler);
      const app = new Koa().use(parseKoaBody).use((context) => {
        context.path = context.path.slice(BASE_PATH.length);
        context.respond = false;
        listener(context.req, context.res, context.request);
        return undefined;
      });
      return app.callback();
    },
  ],
  [
    "Hono with a middleware that has read the body",
    (handler) => {
      const app = new Hono();
      app.use(bodyLimit({ maxSize: 1_000_000 }));
      app.use(async (context, next) => {
        await context.req.text();
        await next();
      });
      app.route("/", createHono(handler));
      return toNodeListener((request) => app.fetch(request));
    },
  ],
];

describe.each(CASES)("%s", (_, start) => {
  it("serves the life of a user", async () => {
    await using server = await serve(await start(createService(TOKEN)));
    const base = server.origin + BASE_PATH;
    await liveOneLife(sender(base), base);
  });
});

describe.each([
  ["Express 5", (handler: WebHandler) => express().use(BASE_PATH, toNodeListener(handler, { origin: "forwarded" }))],
  ["Express 4", (handler: WebHandler) => express4().use(BASE_PATH, toNodeListener(handler, { origin: "forwarded" }))],
])("%s behind a proxy", (_, start) => {
  const FORWARDED = { "x-forwarded-proto": "https", "x-forwarded-host": "scim.example.com" };

  it('takes the origin from the headers of the proxy with origin: "forwarded"', async () => {
    await using server = await serve(start(createService(TOKEN)));
    const send = sender(server.origin + BASE_PATH);
    const made = await send("POST", "/Users", { userName: "ada" }, FORWARDED);
    expect(made.headers.get("location")).toMatch(/^https:\/\/scim\.example\.com\/scim\/v2\/Users\/./);
  });

  it("takes it from no header with a base URL, or by default", async () => {
    await using fixed = await serve(start(createService(TOKEN, "https://api.example.com/scim")));
    const made = await sender(fixed.origin + BASE_PATH)("POST", "/Users", { userName: "ada" }, FORWARDED);
    expect(made.headers.get("location")).toMatch(/^https:\/\/api\.example\.com\/scim\/Users\/./);
    await using plain = await serve(createExpress(createService(TOKEN)));
    const other = await sender(plain.origin + BASE_PATH)("POST", "/Users", { userName: "ada" }, FORWARDED);
    expect(other.headers.get("location")?.startsWith(plain.origin)).toBe(true);
  });
});

it("other routes of the framework keep working", async () => {
  const app = createExpress(createService(TOKEN)).use("/health", (_request, response) => {
    response.end("well");
  });
  await using server = await serve(app);
  expect(await (await fetch(`${server.origin}/health`)).text()).toBe("well");
  expect((await fetch(`${server.origin}/scim/v1/Users`)).status).toBe(404);
});
