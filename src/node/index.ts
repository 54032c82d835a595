/** `proxyclick-scim/node`: serves a handler with `node:http`, Express, Fastify or Koa. */
export type { WebHandler } from "./fetch-bridge.ts";
export { type NodeListener, type NodeListenerOptions, toNodeListener } from "./listener.ts";
export type { FrameworkRequest } from "./node-exchange.ts";
