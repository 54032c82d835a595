/** Discovery (RFC 7644 §4): what the service is, told by its profile. */
import { ScimError } from "../errors.ts";
import {
  type AttributeDocument,
  describeResourceType,
  describeSchemas,
  type ResourceType,
  type ResourceTypeDocument,
  type SchemaDocument,
  type ServiceProviderConfig,
} from "../models/index.ts";
import { type KnownAttributes, knownAttributes } from "../profile/attribute-list.ts";
import type { ServiceProfile } from "../profile/service-profile.ts";
import { SERVICE_PROVIDER_CONFIG_SCHEMA } from "../urns.ts";
import { baseUrlOf, type Exchange, type Operation } from "./exchange/exchange.ts";
import type { Routes } from "./exchange/router.ts";
import { answerJson } from "./http/respond.ts";
import { largestPage } from "./list/list-request.ts";
import { listMessage } from "./list/listing.ts";

/** Adds the discovery endpoints of a profile. */
export function addDiscovery(routes: Routes, profile: ServiceProfile): void {
  const { resourceTypes } = profile;
  routes.exact.set("/ServiceProviderConfig", {
    GET: unfiltered((exchange) => answerJson(200, describeService(profile, baseUrlOf(exchange)))),
  });
  const kept = new Map(resourceTypes.map((type) => [type, keptAttributes(type, profile)]));
  addDocuments(routes, "/ResourceTypes", (baseUrl) =>
    resourceTypes.map((type) => keptExtensions(describeResourceType(type, baseUrl), kept.get(type))),
  );
  addDocuments(routes, "/Schemas", (baseUrl) =>
    resourceTypes.flatMap((type) =>
      describeSchemas(type, baseUrl).flatMap((document) => keptPart(document, type, kept.get(type)) ?? []),
    ),
  );
}

/** The attributes of a type that the service keeps; undefined for all. */
function keptAttributes(type: ResourceType, { attributes = {} }: ServiceProfile): KnownAttributes | undefined {
  const paths = Object.hasOwn(attributes, type.name) ? attributes[type.name] : undefined;
  return paths === undefined ? undefined : knownAttributes(type.tree, paths);
}

function keptExtensions(document: ResourceTypeDocument, kept: KnownAttributes | undefined): ResourceTypeDocument {
  if (kept === undefined || document.schemaExtensions === undefined) return document;
  return { ...document, schemaExtensions: document.schemaExtensions.filter(({ schema }) => kept.has(lower(schema))) };
}

/** A schema with the attributes that the service keeps; undefined for an extension of which it keeps nothing. */
function keptPart(
  document: SchemaDocument,
  type: ResourceType,
  kept: KnownAttributes | undefined,
): SchemaDocument | undefined {
  if (kept === undefined) return document;
  if (document.id !== type.schema) {
    if (!kept.has(lower(document.id))) return undefined;
    const names = kept.get(lower(document.id));
    return { ...document, attributes: document.attributes.filter(({ name }) => names?.has(lower(name)) ?? true) };
  }
  const attributes = document.attributes.filter(({ name }) => kept.has(lower(name)));
  return {
    ...document,
    attributes: attributes.map((attribute) => keptParts(attribute, kept.get(lower(attribute.name)))),
  };
}

function keptParts(attribute: AttributeDocument, names: ReadonlySet<string> | undefined): AttributeDocument {
  if (names === undefined || attribute.subAttributes === undefined) return attribute;
  return { ...attribute, subAttributes: attribute.subAttributes.filter(({ name }) => names.has(lower(name))) };
}

function lower(name: string): string {
  return name.toLowerCase();
}

/** Adds a list of documents and each of them by its id. Locations depend on where the service is reached, so documents are made for a base URL. */
function addDocuments(
  routes: Routes,
  endpoint: string,
  describe: (baseUrl: string) => readonly (ResourceTypeDocument | SchemaDocument)[],
): void {
  // Several resource types may share an extension; ids are compared without regard to case, as URNs and names are everywhere in SCIM.
  const documentsOf = (exchange: Exchange) =>
    new Map(describe(baseUrlOf(exchange)).map((document) => [String(document.id).toLowerCase(), document]));
  routes.exact.set(endpoint, {
    GET: unfiltered((exchange) => {
      const documents = [...documentsOf(exchange).values()];
      return answerJson(200, listMessage(documents, documents.length, 1));
    }),
  });
  routes.items.set(endpoint, {
    GET: unfiltered((exchange) => {
      const document = documentsOf(exchange).get(exchange.id.toLowerCase());
      if (document !== undefined) return answerJson(200, document);
      throw new ScimError(`${endpoint} has nothing with the id "${exchange.id.slice(0, 100)}".`, { status: 404 });
    }),
  });
}

/** RFC 7644 §4: a filter is answered 403; sorting and paging are ignored. */
function unfiltered(operation: Operation): Operation {
  return (exchange) => {
    if (exchange.parameters.has("filter")) {
      throw new ScimError("Discovery endpoints do not support filters.", { status: 403 });
    }
    return operation(exchange);
  };
}

/** RFC 7643 §5. */
function describeService(profile: ServiceProfile, baseUrl: string): ServiceProviderConfig {
  const { patch, bulk, filter, changePassword, sort, etag, cursor } = profile.capabilities;
  const pageSize = largestPage(profile);
  return {
    schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
    patch: { supported: patch },
    bulk: {
      supported: bulk !== false,
      maxOperations: bulk === false ? 0 : bulk.maxOperations,
      maxPayloadSize: bulk === false ? 0 : bulk.maxPayloadSize,
    },
    filter: { supported: filter !== false, maxResults: filter === false ? 0 : filter.maxResults },
    changePassword: { supported: changePassword },
    sort: { supported: sort },
    etag: { supported: etag },
    // RFC 9865 §4. A request that names no page gets one by position, as RFC 7644 has it.
    pagination: {
      cursor: cursor !== false,
      index: true,
      defaultPaginationMethod: "index",
      defaultPageSize: pageSize,
      maxPageSize: pageSize,
      ...(cursor === false ? {} : { cursorTimeout: cursor.timeout }),
    },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "OAuth Bearer Token",
        description: "A bearer token in the Authorization header (RFC 6750).",
        specUri: "https://www.rfc-editor.org/info/rfc6750",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${baseUrl}/ServiceProviderConfig` },
  };
}
