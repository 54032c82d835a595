/**
 * Converts resource types to JSON Schema (2020-12) and OpenAPI 3.1, with the checks and characteristics of their zod
 * schemas.
 */
import * as z from "zod";
import { characteristics } from "./characteristics.ts";
import {
  AttributeDocument,
  ResourceTypeDocument,
  SchemaDocument,
  ServiceProviderConfig,
} from "./discovery-documents.ts";
import { BulkRequest, BulkResponse, ErrorMessage, listResponseOf, PatchOp, SearchRequest } from "./messages.ts";
import type { ResourceType } from "./resource-type.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * Converts a resource type to JSON Schema (2020-12). The schema is valid for resources in requests and in responses:
 * further members are allowed, read-only attributes are marked, suggested values are examples.
 *
 * @param type The resource type, such as `UserType`.
 * @example
 * ```ts
 * import { toJsonSchema, UserType } from "proxyclick-scim/models";
 *
 * JSON.stringify(toJsonSchema(UserType));
 * ```
 */
export function toJsonSchema(type: ResourceType): z.core.JSONSchema.BaseSchema {
  return { ...z.toJSONSchema(type.zod, options), title: type.name, description: type.description };
}

/**
 * Converts resource types to OpenAPI 3.1 components: a schema and a list response for each resource type, and the
 * messages and discovery documents of SCIM.
 *
 * @param types The resource types.
 * @returns The `components` of an OpenAPI document: schemas by name, for references such as
 * `#/components/schemas/User`.
 * @example
 * ```ts
 * import { GroupType, toOpenApiComponents, UserType } from "proxyclick-scim/models";
 *
 * const document = { openapi: "3.1.0", components: toOpenApiComponents([UserType, GroupType]) };
 * ```
 */
export function toOpenApiComponents(types: readonly ResourceType[]): {
  /** Schemas by name. */
  readonly schemas: Readonly<Record<string, z.core.JSONSchema.BaseSchema>>;
} {
  const components = z.registry<{ id: string }>();
  for (const { name, zod } of types) {
    components.add(zod, { id: name });
    components.add(listResponseOf(zod), { id: `${name}ListResponse` });
  }
  for (const [id, schema] of Object.entries(shared)) components.add(schema, { id });
  const { schemas } = z.toJSONSchema(components, { ...options, uri: (id) => `#/components/schemas/${id}` });
  return { schemas: Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, asComponent(schema)])) };
}

const shared = {
  PatchOp,
  SearchRequest,
  BulkRequest,
  BulkResponse,
  ErrorMessage,
  ServiceProviderConfig,
  ResourceType: ResourceTypeDocument,
  Schema: SchemaDocument,
  Attribute: AttributeDocument,
};

/** Drops what the enclosing document already says: the id and the dialect. */
function asComponent({ $id: _place, $schema: _dialect, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

const options = {
  target: "draft-2020-12",
  io: "input",
  unrepresentable: "any",
  override: ({ zodSchema, jsonSchema }) => addCharacteristics(zodSchema, jsonSchema),
} satisfies z.core.ToJSONSchemaParams;

function addCharacteristics(schema: z.core.$ZodType, target: JsonSchema): void {
  const meta = characteristics.get(schema);
  if (meta === undefined) return;
  if (meta.description !== undefined) target.description = meta.description;
  if (meta.mutability === "readOnly") target.readOnly = true;
  if (meta.mutability === "writeOnly") target.writeOnly = true;
  if (meta.canonicalValues !== undefined && meta.canonicalValues.length > 0)
    target.examples = [...meta.canonicalValues];
  if (meta.type === "dateTime") target.format = "date-time";
  if (meta.type === "reference") target.format = "uri-reference";
  if (meta.type === "binary") target.contentEncoding = "base64";
}
