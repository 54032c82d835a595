/**
 * The SCIM service that the examples in this folder mount. In your app, import from
 * "proxyclick-scim/server" and "proxyclick-scim/node", and use a store over your own users.
 */
import { bearerToken, createScimHandler, fullProfile, MemoryStore, type ScimHandler } from "../../src/server/index.ts";

/** Path under which every example mounts the service. */
export const BASE_PATH = "/scim/v2";

/**
 * Makes the handler.
 *
 * @param token - that callers must send. When it is not set every request is refused.
 * @param baseUrl - under which clients reach the service. Set it in production: then no header of a request has a say
 * in `meta.location`.
 */
export function createService(token: string | undefined, baseUrl?: string): ScimHandler {
  return createScimHandler({
    basePath: BASE_PATH,
    profile: fullProfile(),
    store: new MemoryStore(),
    authenticate: bearerToken(token),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
}
