/** The endpoints of a service, made of its profile. */
import { ScimError } from "../errors.ts";
import type { RefusedEndpoint, ServiceProfile } from "../profile/service-profile.ts";
import { runBulk } from "./bulk/bulk.ts";
import { addDiscovery } from "./discovery.ts";
import type { Service } from "./exchange/exchange.ts";
import { createRoutes, everyMethod, type Methods, type Routes } from "./exchange/router.ts";
import type { CursorSeal } from "./list/cursor.ts";
import { listResources, searchResources } from "./list/listing.ts";
import { aliasMethods, type NameSubject } from "./resource/me.ts";
import { createResource } from "./resource/operations.ts";
import { itemMethods, notImplemented } from "./resource/resource-methods.ts";
import type { ResourceKind } from "./resource-type/compile-kinds.ts";

/**
 * Compiles the table of a service. What is refused goes before what is offered.
 *
 * @param cursors - undefined for a service without cursors.
 * @param me - names the resource behind `/Me`.
 */
export function compileRoutes(
  service: Pick<Service, "profile" | "kinds">,
  cursors: CursorSeal | undefined,
  me: NameSubject | undefined,
): Routes {
  const { profile, kinds } = service;
  const routes = createRoutes();
  for (const kind of kinds) addResourceType(routes, profile, kind, cursors);
  routes.exact.set("/", { GET: (exchange) => listResources(exchange, kinds, cursors) });
  routes.exact.set("/.search", { POST: (exchange) => searchResources(exchange, kinds, cursors) });
  routes.exact.set("/Me", me === undefined ? everyMethod(notImplemented("The alias /Me")) : aliasMethods(me));
  addDiscovery(routes, profile);
  for (const refused of profile.refusedEndpoints) addRefusal(routes, refused);
  routes.exact.set("/Bulk", bulkMethods(profile, kinds));
  return routes;
}

function addResourceType(
  routes: Routes,
  profile: ServiceProfile,
  kind: ResourceKind,
  cursors: CursorSeal | undefined,
): void {
  const { endpoint } = kind.type;
  const kinds = [kind];
  routes.exact.set(endpoint, {
    GET: (exchange) => listResources(exchange, kinds, cursors),
    POST: (exchange) => createResource(exchange, kind),
  });
  routes.exact.set(`${endpoint}/.search`, { POST: (exchange) => searchResources(exchange, kinds, cursors) });
  routes.items.set(endpoint, itemMethods(kind, profile));
}

/** A bulk request reaches resources only: neither itself, nor lists, nor discovery. */
function bulkMethods(profile: ServiceProfile, kinds: readonly ResourceKind[]): Methods {
  const { bulk } = profile.capabilities;
  if (bulk === false) return { POST: notImplemented("A bulk request") };
  const routes = createRoutes();
  for (const kind of kinds) {
    routes.exact.set(kind.type.endpoint, { POST: (exchange) => createResource(exchange, kind) });
    const { PUT, PATCH, DELETE } = itemMethods(kind, profile);
    routes.items.set(kind.type.endpoint, { ...(PUT && { PUT }), ...(PATCH && { PATCH }), ...(DELETE && { DELETE }) });
  }
  for (const refused of profile.refusedEndpoints) addRefusal(routes, refused);
  return { POST: (exchange) => runBulk(exchange, routes, bulk) };
}

function addRefusal(routes: Routes, { endpoint, explanation, status }: RefusedEndpoint): void {
  const methods = everyMethod(() => {
    throw new ScimError(explanation, { status });
  });
  routes.exact.set(endpoint, methods);
  routes.exact.set(`${endpoint}/.search`, methods);
  routes.items.set(endpoint, methods);
}
