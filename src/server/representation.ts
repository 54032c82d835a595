/** The form in which a resource is shown to a client: with its location and memberships, without what is not returned, with the headers that go with it. */
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ScimAnswer } from "./call.ts";
import { baseUrlOf, contextWithout, type Exchange, type ResourceKind } from "./exchange.ts";
import { listGroups, showMembers } from "./memberships.ts";
import { metaOf, versionOf } from "./meta.ts";
import type { Projector } from "./projection.ts";
import { answerJson } from "./respond.ts";
import type { StoreContext } from "./store.ts";

/** The projection that the parameters of a request ask for. It throws for parameters that contradict each other, so it is made before a write. */
export function requestedProjection({ parameters }: Exchange, { projection }: ResourceKind): Projector {
  if (parameters.size === 0) return projection.whole;
  return projection.select({
    attributes: parameters.get("attributes"),
    excludedAttributes: parameters.get("excludedAttributes"),
  });
}

/** What the store is told when resources are read to be shown: members that are not shown need not be read. */
export function readingContext(exchange: Exchange, { members }: ResourceKind, project: Projector): StoreContext {
  if (members === undefined || project.shows(members.name)) return exchange.context;
  return contextWithout(exchange, [members.name]);
}

/** URL of the resources of a type as this client reaches it, with a slash at its end. */
function collectionUrl(exchange: Exchange, { type }: ResourceKind): string {
  return `${baseUrlOf(exchange)}${type.endpoint}/`;
}

/** URL of a resource. */
function locationOf(resource: JsonObject, collection: string): string {
  return collection + encodeURIComponent(String(resource["id"]));
}

/** A resource with the `meta` that is shown: with its location, and with a version only where the service has ETags. */
function withLocation(resource: JsonObject, location: string, hasVersion: boolean): JsonObject {
  const { version, ...meta } = metaOf(resource);
  return { ...resource, meta: hasVersion ? { ...meta, location, version } : { ...meta, location } };
}

/** Resources as they are shown. */
export async function showResources(
  exchange: Exchange,
  kind: ResourceKind,
  resources: readonly JsonObject[],
  project: Projector,
): Promise<readonly JsonObject[]> {
  const { etag } = exchange.service.profile.capabilities;
  const collection = collectionUrl(exchange, kind);
  const complete = await completeMemberships(exchange, kind, resources, project);
  return complete.map((resource) => project(withLocation(resource, locationOf(resource, collection), etag)));
}

/** What depends on the groups, or on where the service is reached, and so is not kept in the resources. */
async function completeMemberships(
  exchange: Exchange,
  kind: ResourceKind,
  resources: readonly JsonObject[],
  project: Projector,
): Promise<readonly JsonObject[]> {
  const { members, groups } = kind;
  const referring =
    members === undefined || !project.shows(members.name)
      ? resources
      : resources.map((resource) => withReferences(exchange, kind, resource, members.name));
  if (groups === undefined || !project.shows(groups.name)) return referring;
  const found = await listGroups(
    exchange,
    kind,
    resources.map(({ id }) => String(id)),
  );
  if (found.size === 0) return referring;
  return referring.map((resource) => {
    const shown = found.get(String(resource["id"]));
    return shown === undefined ? resource : { ...resource, [groups.name]: shown };
  });
}

function withReferences(exchange: Exchange, kind: ResourceKind, resource: JsonObject, name: string): JsonObject {
  const elements = resource[name];
  return Array.isArray(elements) ? { ...resource, [name]: showMembers(exchange, kind, elements) } : resource;
}

/** An answer that holds one resource. RFC 7644 asks for its `Location` on a 201 (§3.3) and shows it on a 200 as well (§3.4.1, §3.5.1). */
export async function answerResource(
  status: 200 | 201,
  resource: JsonObject,
  exchange: Exchange,
  kind: ResourceKind,
  project: Projector,
): Promise<ScimAnswer> {
  const { etag } = exchange.service.profile.capabilities;
  const location = locationOf(resource, collectionUrl(exchange, kind));
  const [shown] = await showResources(exchange, kind, [resource], project);
  return answerJson(status, shown, etag ? { location, etag: versionOf(resource) } : { location });
}
