/** The form in which a resource is shown to a client: with its location and memberships, without what is not returned, with the headers that go with it. */
import type { JsonObject } from "../../models/attribute-tree.ts";
import { baseUrlOf, contextWithout, type Exchange } from "../exchange/exchange.ts";
import { listGroups, withReferences } from "../groups/group-membership.ts";
import type { ScimAnswer } from "../http/messages.ts";
import { answerJson } from "../http/respond.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import type { Projector } from "../resource-type/projection.ts";
import { etagOf, metaOf } from "../store/meta.ts";
import type { StoreContext } from "../store/store.ts";

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

/** Shows resources of one type to one client. */
interface RepresentationContext {
  readonly exchange: Exchange;
  readonly kind: ResourceKind;
  readonly project: Projector;
  readonly collection: string;
  /** The groups that each resource is in, by its id. */
  readonly groups: ReadonlyMap<string, readonly JsonObject[]>;
}

const NO_GROUPS: RepresentationContext["groups"] = new Map();

async function representationContext(
  exchange: Exchange,
  kind: ResourceKind,
  resources: readonly JsonObject[],
  project: Projector,
): Promise<RepresentationContext> {
  const showsGroups = kind.groups !== undefined && project.shows(kind.groups.name);
  const groups = showsGroups
    ? await listGroups(
        exchange,
        kind,
        resources.map(({ id }) => String(id)),
      )
    : NO_GROUPS;
  return { exchange, kind, project, collection: collectionUrl(exchange, kind), groups };
}

/** A resource as it is shown. */
function represent(context: RepresentationContext, resource: JsonObject): JsonObject {
  const { exchange, kind, project, collection } = context;
  const { members } = kind;
  const referring =
    members === undefined || project.shows(members.name) ? withReferences(exchange, kind, resource) : resource;
  const complete = withGroups(context, referring);
  const { etag } = exchange.service.profile.capabilities;
  return project(withLocation(complete, locationOf(resource, collection), etag));
}

function withGroups({ kind, groups }: RepresentationContext, resource: JsonObject): JsonObject {
  const shown = groups.size === 0 ? undefined : groups.get(String(resource["id"]));
  return kind.groups === undefined || shown === undefined ? resource : { ...resource, [kind.groups.name]: shown };
}

/** Resources of one type as they are shown. */
export async function representResources(
  exchange: Exchange,
  kind: ResourceKind,
  resources: readonly JsonObject[],
  project: Projector,
): Promise<readonly JsonObject[]> {
  const context = await representationContext(exchange, kind, resources, project);
  return resources.map((resource) => represent(context, resource));
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
  const shown = represent(await representationContext(exchange, kind, [resource], project), resource);
  return answerJson(status, shown, etag ? { location, ...etagOf(resource) } : { location });
}
