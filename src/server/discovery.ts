/** The discovery endpoints (RFC 7644 §4), which describe the service from its profile. */
import { ScimError } from "../errors.ts";
import { describeAttribute } from "../models/describe-schemas.ts";
import type { AttributeDocument } from "../models/discovery-documents.ts";
import {
  describeResourceType,
  describeSchemas,
  type ListResponse,
  type ResourceType,
  type ResourceTypeDocument,
  type SchemaDocument,
  type ServiceProviderConfig,
} from "../models/index.ts";
import type { ServiceProfile } from "../profile/service-profile.ts";
import { parseSupportedAttributes, type SupportedAttributes } from "../profile/supported-attributes.ts";
import { LIST_RESPONSE, SERVICE_PROVIDER_CONFIG_SCHEMA } from "../urns.ts";
import { baseUrlOf, type Exchange, type Operation } from "./exchange/exchange.ts";
import type { Routes } from "./exchange/router.ts";
import { jsonResponse } from "./http/respond.ts";
import { maxPageSize } from "./list/list-request.ts";
import { membersAttribute } from "./store/group-attributes.ts";

const DISCOVERY_ENDPOINTS: ReadonlySet<string | undefined> = new Set([
  "ServiceProviderConfig",
  "ResourceTypes",
  "Schemas",
]);

/** Whether a request, by its method and its path below the base path, reads a discovery document. */
export function isDiscoveryRequest(method: string, path: string): boolean {
  // Still encoded: a spelling that hides the name of an endpoint needs credentials.
  const segments = path.split("/").filter((segment) => segment !== "");
  return (method === "GET" || method === "HEAD") && segments.length <= 2 && DISCOVERY_ENDPOINTS.has(segments[0]);
}

/** Adds the discovery endpoints of a profile. */
export function addDiscovery(routes: Routes, profile: ServiceProfile): void {
  const { resourceTypes } = profile;
  routes.exact.set("/ServiceProviderConfig", {
    GET: rejectFilter((exchange) => jsonResponse(200, describeService(profile, baseUrlOf(exchange)))),
  });
  const supported = new Map(resourceTypes.map((type) => [type, supportedAttributes(type, profile)]));
  addDocuments(routes, "/ResourceTypes", (baseUrl) =>
    resourceTypes.map((type) => withSupportedExtensions(describeResourceType(type, baseUrl), supported.get(type))),
  );
  addDocuments(routes, "/Schemas", (baseUrl) =>
    resourceTypes.flatMap((type) =>
      describeSchemas(type, baseUrl)
        .map((document) => withMembersAsServed(document, type))
        .map((document) => (profile.publishExternalId === true ? withExternalId(document, type) : document))
        .flatMap((document) => supportedSchema(document, type, supported.get(type)) ?? []),
    ),
  );
}

/** The attributes of a type that the service supports; undefined for all. */
function supportedAttributes(type: ResourceType, { attributes = {} }: ServiceProfile): SupportedAttributes | undefined {
  const paths = Object.hasOwn(attributes, type.name) ? attributes[type.name] : undefined;
  return paths === undefined ? undefined : parseSupportedAttributes(type.tree, paths);
}

/** The parts of a member that the service sets. */
const MEMBER_DESCRIPTION: ReadonlySet<string> = new Set(["display", "type"]);

/** The core schema of a type of groups, whose members the service looks up and describes. */
function withMembersAsServed(document: SchemaDocument, { schema, tree }: ResourceType): SchemaDocument {
  const members = membersAttribute(tree);
  if (document.id !== schema || members === undefined) return document;
  const served = (part: AttributeDocument): AttributeDocument =>
    MEMBER_DESCRIPTION.has(part.name) ? { ...part, mutability: "readOnly" } : part;
  return {
    ...document,
    attributes: document.attributes.map((attribute) =>
      attribute.name === members.name && attribute.subAttributes !== undefined
        ? { ...attribute, subAttributes: attribute.subAttributes.map(served) }
        : attribute,
    ),
  };
}

/** The core schema of a type with `externalId`, which RFC 7643 §3.1 lists in no schema; an extension as it is. */
function withExternalId(document: SchemaDocument, { schema, tree }: ResourceType): SchemaDocument {
  const externalId = tree.attributes.get("externalid");
  if (document.id !== schema || externalId === undefined) return document;
  return { ...document, attributes: [describeAttribute(externalId), ...document.attributes] };
}

function withSupportedExtensions(
  document: ResourceTypeDocument,
  supported: SupportedAttributes | undefined,
): ResourceTypeDocument {
  if (supported === undefined || document.schemaExtensions === undefined) return document;
  return {
    ...document,
    schemaExtensions: document.schemaExtensions.filter(({ schema }) => supported.has(lower(schema))),
  };
}

/** A schema with the attributes that the service supports; undefined for an extension of which it supports none. */
function supportedSchema(
  document: SchemaDocument,
  type: ResourceType,
  supported: SupportedAttributes | undefined,
): SchemaDocument | undefined {
  if (supported === undefined) return document;
  if (document.id !== type.schema) {
    if (!supported.has(lower(document.id))) return undefined;
    const names = supported.get(lower(document.id));
    return { ...document, attributes: document.attributes.filter(({ name }) => names?.has(lower(name)) ?? true) };
  }
  const attributes = document.attributes.filter(({ name }) => supported.has(lower(name)));
  return {
    ...document,
    attributes: attributes.map((attribute) => withSupportedParts(attribute, supported.get(lower(attribute.name)))),
  };
}

function withSupportedParts(attribute: AttributeDocument, names: ReadonlySet<string> | undefined): AttributeDocument {
  if (names === undefined || attribute.subAttributes === undefined) return attribute;
  return { ...attribute, subAttributes: attribute.subAttributes.filter(({ name }) => names.has(lower(name))) };
}

function lower(name: string): string {
  return name.toLowerCase();
}

/**
 * Adds a list of documents and each of them by its id. Locations depend on where the service is reached, so documents
 * are made for a base URL.
 */
function addDocuments(
  routes: Routes,
  endpoint: string,
  describe: (baseUrl: string) => readonly (ResourceTypeDocument | SchemaDocument)[],
): void {
  // Several resource types may share an extension. Ids are compared without case, like all URNs and names in SCIM.
  const documentsOf = (exchange: Exchange) =>
    new Map(describe(baseUrlOf(exchange)).map((document) => [String(document.id).toLowerCase(), document]));
  routes.exact.set(endpoint, {
    GET: rejectFilter((exchange) => {
      const documents = [...documentsOf(exchange).values()];
      return jsonResponse(200, listOf(documents));
    }),
  });
  routes.byId.set(endpoint, {
    GET: rejectFilter((exchange) => {
      const document = documentsOf(exchange).get(exchange.id.toLowerCase());
      if (document !== undefined) return jsonResponse(200, document);
      throw new ScimError(`${endpoint} has no document with the id "${exchange.id.slice(0, 100)}".`, { status: 404 });
    }),
  });
}

function listOf<Document>(documents: readonly Document[]): ListResponse<Document> {
  return {
    schemas: [LIST_RESPONSE],
    totalResults: documents.length,
    startIndex: 1,
    itemsPerPage: documents.length,
    Resources: [...documents],
  };
}

/** RFC 7644 §4: a filter gets 403; sorting and paging are ignored. */
function rejectFilter(operation: Operation): Operation {
  return (exchange) => {
    if (exchange.parameters.has("filter")) {
      throw new ScimError("Discovery endpoints do not support filters.", { status: 403 });
    }
    return operation(exchange);
  };
}

/** The service provider configuration (RFC 7643 §5). */
function describeService(profile: ServiceProfile, baseUrl: string): ServiceProviderConfig {
  const { patch, bulk, filter, changePassword, sort, etag, cursor } = profile.capabilities;
  const pageSize = maxPageSize(profile);
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
    // RFC 9865 §4. Without cursors, the member is left out: clients that know only RFC 7643 may reject it.
    ...(cursor !== false && {
      pagination: {
        cursor: true,
        index: true,
        // A request without paging parameters gets a page by position, as in RFC 7644.
        defaultPaginationMethod: "index" as const,
        defaultPageSize: pageSize,
        maxPageSize: pageSize,
        cursorTimeout: cursor.timeout,
      },
    }),
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
