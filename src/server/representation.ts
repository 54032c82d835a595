/** The form in which a resource is shown to a client: with its location, without what is not returned, with the headers that go with it. */
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ScimAnswer } from "./call.ts";
import { baseUrlOf, type Exchange, type ResourceKind } from "./exchange.ts";
import { metaOf, versionOf } from "./meta.ts";
import type { Projector } from "./projection.ts";
import { answerJson } from "./respond.ts";

/** The projection that the parameters of a request ask for. It throws for parameters that contradict each other, so it is made before a write. */
export function requestedProjection({ parameters }: Exchange, { projection }: ResourceKind): Projector {
  if (parameters.size === 0) return projection.whole;
  return projection.select({
    attributes: parameters.get("attributes"),
    excludedAttributes: parameters.get("excludedAttributes"),
  });
}

/** URL of the resources of a type as this client reaches it, with a slash at its end. */
export function collectionUrl(exchange: Exchange, { type }: ResourceKind): string {
  return `${baseUrlOf(exchange)}${type.endpoint}/`;
}

/** URL of a resource. */
export function locationOf(resource: JsonObject, collection: string): string {
  return collection + encodeURIComponent(String(resource["id"]));
}

/** A resource with the `meta` that is shown: with its location, and with a version only where the service has ETags. */
export function withLocation(resource: JsonObject, location: string, hasVersion: boolean): JsonObject {
  const { version, ...meta } = metaOf(resource);
  return { ...resource, meta: hasVersion ? { ...meta, location, version } : { ...meta, location } };
}

/** An answer that holds one resource. RFC 7644 asks for its `Location` on a 201 (§3.3) and shows it on a 200 as well (§3.4.1, §3.5.1). */
export function answerResource(
  status: 200 | 201,
  resource: JsonObject,
  exchange: Exchange,
  kind: ResourceKind,
  project: Projector,
): ScimAnswer {
  const { etag } = exchange.service.profile.capabilities;
  const location = locationOf(resource, collectionUrl(exchange, kind));
  return answerJson(
    status,
    project(withLocation(resource, location, etag)),
    etag ? { location, etag: versionOf(resource) } : { location },
  );
}
