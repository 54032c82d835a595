/** The endpoints of a service, compiled from its profile. */
import { ScimError } from "../errors.ts";
import type { RefusedEndpoint } from "../profile/service-profile.ts";
import { runBulk } from "./bulk/bulk.ts";
import { addDiscovery } from "./discovery.ts";
import type { Service } from "./exchange/exchange.ts";
import { createRoutes, forEveryMethod, type MethodTable, type Routes } from "./exchange/router.ts";
import type { CursorCodec } from "./list/cursor.ts";
import { listResources, searchResources } from "./list/listing.ts";
import { meMethods, type ResolveMe } from "./resource/me.ts";
import { createResource } from "./resource/operations.ts";
import { notImplemented, resourceMethods } from "./resource/resource-methods.ts";
import type { ResourceKind } from "./resource-type/compile-kinds.ts";

/** An endpoint with everything that is compiled for its resource type. */
interface ResourceEndpoint {
  readonly kind: ResourceKind;
  /** The methods of one resource. */
  readonly methods: MethodTable;
}

/**
 * Compiles the routing table of a service. Refused endpoints take precedence over offered ones.
 *
 * @param cursors - undefined for a service without cursors.
 * @param resolveMe - finds the resource behind `/Me`; undefined for a service without `/Me`.
 */
export function compileRoutes(
  { profile, kinds }: Service,
  cursors: CursorCodec | undefined,
  resolveMe: ResolveMe | undefined,
): Routes {
  const routes = createRoutes();
  const endpoints = kinds.map((kind): ResourceEndpoint => ({ kind, methods: resourceMethods(kind, profile) }));
  for (const endpoint of endpoints) addResourceType(routes, endpoint, cursors);
  routes.exact.set("/", { GET: (exchange) => listResources(exchange, kinds, cursors) });
  routes.exact.set("/.search", { POST: (exchange) => searchResources(exchange, kinds, cursors) });
  const methodsByType = new Map(endpoints.map(({ kind, methods }) => [kind.type.name, methods]));
  routes.exact.set(
    "/Me",
    resolveMe === undefined ? forEveryMethod(notImplemented("The alias /Me")) : meMethods(resolveMe, methodsByType),
  );
  addDiscovery(routes, profile);
  for (const refused of profile.refusedEndpoints) addRefusal(routes, refused);
  const { bulk } = profile.capabilities;
  const bulkRoutes = compileBulkRoutes(endpoints, profile.refusedEndpoints);
  routes.exact.set("/Bulk", {
    POST: bulk === false ? notImplemented("A bulk request") : (exchange) => runBulk(exchange, bulkRoutes, bulk),
  });
  return routes;
}

function addResourceType(routes: Routes, { kind, methods }: ResourceEndpoint, cursors: CursorCodec | undefined): void {
  const { endpoint } = kind.type;
  const kinds = [kind];
  routes.exact.set(endpoint, {
    GET: (exchange) => listResources(exchange, kinds, cursors),
    POST: (exchange) => createResource(exchange, kind),
  });
  routes.exact.set(`${endpoint}/.search`, { POST: (exchange) => searchResources(exchange, kinds, cursors) });
  routes.byId.set(endpoint, methods);
}

/** The endpoints that an operation of a bulk request can reach: resources, to be written. */
function compileBulkRoutes(
  endpoints: readonly ResourceEndpoint[],
  refusedEndpoints: readonly RefusedEndpoint[],
): Routes {
  const routes = createRoutes();
  for (const { kind, methods } of endpoints) {
    routes.exact.set(kind.type.endpoint, { POST: (exchange) => createResource(exchange, kind) });
    const { GET: _, ...writes } = methods;
    routes.byId.set(kind.type.endpoint, writes);
  }
  for (const refused of refusedEndpoints) addRefusal(routes, refused);
  return routes;
}

function addRefusal(routes: Routes, { endpoint, explanation, status }: RefusedEndpoint): void {
  const methods = forEveryMethod(() => {
    throw new ScimError(explanation, { status });
  });
  routes.exact.set(endpoint, methods);
  routes.exact.set(`${endpoint}/.search`, methods);
  routes.byId.set(endpoint, methods);
}
