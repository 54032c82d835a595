/** The services that the conformance suite is tried on. */
import { bearerToken, createScimHandler, fullProfile, MemoryStore, proxyclickProfile } from "../../src/server/index.ts";
import type { Handle } from "./mutation.ts";

export const TOKEN = "t0ken";
export const URL_OF_SERVICE = "http://localhost/scim/v2";

function handlerOf(profile: ReturnType<typeof fullProfile>): Handle {
  return createScimHandler({
    basePath: "/scim/v2",
    profile,
    store: new MemoryStore(),
    authenticate: bearerToken(TOKEN),
  });
}

/** A sound service with everything. */
export function fullHandler(): Handle {
  return handlerOf(fullProfile());
}

/** A sound Proxyclick. */
export function proxyclickHandler(): Handle {
  return handlerOf(proxyclickProfile());
}
