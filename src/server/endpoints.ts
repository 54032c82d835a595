/** The endpoints of a service, made of its profile. */
import { ScimError } from "../errors.ts";
import type { RefusedEndpoint, ServiceProfile } from "../profile/service-profile.ts";
import { addDiscovery } from "./discovery.ts";
import type { Operation, ResourceKind } from "./exchange.ts";
import { listResources } from "./listing.ts";
import { compileMutability } from "./mutability.ts";
import { createResource, deleteResource, patchResource, readOneResource, replaceResource } from "./operations.ts";
import { compileProjection } from "./projection.ts";
import { createRoutes, everyMethod, type Routes } from "./routes.ts";

/** Compiles the table of a service. What is refused goes before what is offered. */
export function compileRoutes(profile: ServiceProfile): Routes {
  const routes = createRoutes();
  for (const type of profile.resourceTypes) {
    addResourceType(routes, profile, {
      type,
      aliases: profile.schemaAliases[type.name] ?? [],
      projection: compileProjection(type.tree),
      guard: compileMutability(type.tree),
    });
  }
  addDiscovery(routes, profile);
  routes.exact.set("/Bulk", { POST: notImplemented("A bulk request") });
  routes.exact.set("/Me", everyMethod(notImplemented("The alias /Me")));
  routes.exact.set("/.search", { POST: notImplemented("A query by POST") });
  for (const refused of profile.refusedEndpoints) addRefusal(routes, refused);
  return routes;
}

function addResourceType(routes: Routes, profile: ServiceProfile, kind: ResourceKind): void {
  const { endpoint } = kind.type;
  routes.exact.set(endpoint, {
    GET: (exchange) => listResources(exchange, kind),
    POST: (exchange) => createResource(exchange, kind),
  });
  routes.exact.set(`${endpoint}/.search`, { POST: notImplemented("A query by POST") });
  routes.items.set(endpoint, {
    GET: (exchange) => readOneResource(exchange, kind),
    PUT: (exchange) => replaceResource(exchange, kind),
    // RFC 7644 §3.5.2: a service without PATCH answers 501.
    PATCH: profile.capabilities.patch ? (exchange) => patchResource(exchange, kind) : notImplemented("PATCH"),
    DELETE: (exchange) => deleteResource(exchange, kind),
  });
}

function addRefusal(routes: Routes, { endpoint, explanation, status }: RefusedEndpoint): void {
  const methods = everyMethod(() => {
    throw new ScimError(explanation, { status });
  });
  routes.exact.set(endpoint, methods);
  routes.exact.set(`${endpoint}/.search`, methods);
  routes.items.set(endpoint, methods);
}

function notImplemented(what: string): Operation {
  return () => {
    throw new ScimError(`${what} is not supported by this service.`, { status: 501 });
  };
}
