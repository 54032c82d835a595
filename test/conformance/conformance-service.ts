/** The services against which the conformance suite is tested. */
import {
  bearerToken,
  createScimHandler,
  entraGalleryProfile,
  fullProfile,
  MemoryStore,
  proxyclickProfile,
} from "../../src/server/index.ts";
import type { Handle } from "./build-mutant.ts";

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

/** A correct service with all features. */
export function fullHandler(): Handle {
  return handlerOf(fullProfile());
}

/** A correct service with Proxyclick's profile. */
export function proxyclickHandler(): Handle {
  return handlerOf(proxyclickProfile());
}

/** A correct service for the Microsoft Entra gallery. */
export function galleryHandler(): Handle {
  return handlerOf(entraGalleryProfile());
}
