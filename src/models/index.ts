/**
 * SCIM resources and messages as zod schemas, and resource types: one description for validation, filters, PATCH and
 * discovery.
 */
export { isScimError, ScimError } from "../errors.ts";
export type {
  AttributeNode,
  AttributePath,
  AttributeTree,
  ExtensionNode,
  JsonObject,
  ResolvedPath,
  ResourceTypeLike,
} from "./attribute-tree.ts";
export { resolvePath } from "./attribute-tree.ts";
export {
  binary,
  type Characteristics,
  dateTime,
  defineSchema,
  optional,
  reference,
  required,
  suggested,
} from "./characteristics.ts";
export { commonAttributes, Meta, type Resource } from "./common-attributes.ts";
export { describeResourceType, describeSchemas } from "./describe-schemas.ts";
export { ResourceTypeDocument, SchemaDocument, ServiceProviderConfig } from "./discovery-documents.ts";
export { EnterpriseUser, Manager } from "./enterprise-user.ts";
export { Group, GroupMember, GroupType } from "./group.ts";
export { toJsonSchema, toOpenApiComponents } from "./json-schema.ts";
export { BulkRequest, BulkResponse, ErrorMessage, ListResponse, PatchOp, SearchRequest } from "./messages.ts";
export { type NormalizeOptions, normalizeResource } from "./normalize.ts";
export { defineResourceType, type ResourceType, type ResourceTypeDefinition } from "./resource-type.ts";
export { CoreUser, User, UserType } from "./user.ts";
export { Address, Email, Name, PhoneNumber, Role } from "./user-attributes.ts";
