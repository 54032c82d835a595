/** SCIM on Cloudflare Workers, with the token as a secret: `wrangler secret put SCIM_TOKEN`. */
import type { ScimHandler } from "../../src/server/index.ts";
import { createService } from "./service.ts";

interface Environment {
  readonly SCIM_TOKEN?: string;
}

/**
 * One handler for each environment, since secrets come with the first request. Keep users in D1 or Durable Objects:
 * memory ends with the isolate.
 */
const handlers = new WeakMap<Environment, ScimHandler>();

function handlerOf(environment: Environment): ScimHandler {
  const made = handlers.get(environment) ?? createService(environment.SCIM_TOKEN);
  handlers.set(environment, made);
  return made;
}

export default {
  fetch: (request: Request, environment: Environment): Promise<Response> => handlerOf(environment)(request),
};
