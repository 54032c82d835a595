/** Describes resource types as the documents at `/ResourceTypes` and `/Schemas` (RFC 7643 §6 and §7). */
import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA } from "../urns.ts";
import type { AttributeNode } from "./attribute-tree.ts";
import type { SchemaIdentity } from "./characteristics.ts";
import type { AttributeDocument, ResourceTypeDocument, SchemaDocument } from "./discovery-documents.ts";
import type { ResourceType } from "./resource-type.ts";

/**
 * Describes a resource type (RFC 7643 §6).
 *
 * @param type The resource type, such as `UserType`.
 * @param baseUrl Base URL of the service for `meta.location`; empty by default, so that the location is a path.
 */
export function describeResourceType(type: ResourceType, baseUrl = ""): ResourceTypeDocument {
  return {
    schemas: [RESOURCE_TYPE_SCHEMA],
    id: type.name,
    name: type.name,
    description: type.description,
    endpoint: type.endpoint,
    schema: type.schema,
    schemaExtensions: type.extensions.map(({ urn, required }) => ({ schema: urn, required })),
    meta: { resourceType: "ResourceType", location: `${baseUrl}/ResourceTypes/${encodeURIComponent(type.name)}` },
  };
}

/**
 * Describes the core schema and the extensions of a resource type (RFC 7643 §7). The common attributes are not part of
 * any schema (§3.1).
 *
 * @param type The resource type, such as `UserType`.
 * @param baseUrl Base URL of the service for `meta.location`; empty by default, so that the location is a path.
 */
export function describeSchemas(type: ResourceType, baseUrl = ""): SchemaDocument[] {
  return type.schemas.map((identity) => describeSchema(identity, attributesOf(type, identity.urn), baseUrl));
}

function attributesOf({ tree }: ResourceType, urn: string): readonly AttributeNode[] {
  const attributes = urn === tree.schema ? tree.attributes : tree.extensions.get(urn.toLowerCase())?.attributes;
  return [...(attributes?.values() ?? [])].filter((attribute) => attribute.schema === urn);
}

function describeSchema(
  identity: SchemaIdentity,
  attributes: readonly AttributeNode[],
  baseUrl: string,
): SchemaDocument {
  return {
    schemas: [SCHEMA_SCHEMA],
    id: identity.urn,
    name: identity.name,
    description: identity.description,
    attributes: attributes.map(describeAttribute),
    meta: { resourceType: "Schema", location: `${baseUrl}/Schemas/${identity.urn}` },
  };
}

/** Types whose values are strings, and so compare with or without their case. */
const STRING_TYPES: ReadonlySet<AttributeNode["type"]> = new Set(["string", "reference", "binary"]);

/** Describes an attribute (RFC 7643 §7). */
export function describeAttribute(attribute: AttributeNode): AttributeDocument {
  const { name, type, multiValued, description, required, mutability, returned, uniqueness } = attribute;
  return {
    name,
    type,
    ...(attribute.subAttributes.size > 0 && {
      subAttributes: [...attribute.subAttributes.values()].map(describeAttribute),
    }),
    multiValued,
    description,
    required,
    ...(attribute.canonicalValues.length > 0 && { canonicalValues: [...attribute.canonicalValues] }),
    ...(STRING_TYPES.has(type) && { caseExact: attribute.caseExact }),
    mutability,
    returned,
    uniqueness,
    ...(type === "reference" && { referenceTypes: [...attribute.referenceTypes] }),
  };
}
