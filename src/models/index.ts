export type {
  AttributeNode,
  AttributePath,
  AttributeTree,
  AttributeType,
  Described,
  ExtensionNode,
  Json,
  JsonObject,
  Mutability,
  ResolvedPath,
  Returned,
  Uniqueness,
} from "./attribute-tree.ts";
export { printPath, resolveName, resolvePath } from "./attribute-tree.ts";
export type { Characteristics, SchemaIdentity } from "./characteristics.ts";
export {
  binary,
  characteristics,
  dateTime,
  defineSchema,
  optional,
  reference,
  required,
  suggested,
} from "./characteristics.ts";
export { describeResourceType, describeSchemas } from "./describe-schemas.ts";
export {
  AttributeDocument,
  AuthenticationScheme,
  ResourceTypeDocument,
  SchemaDocument,
  ServiceProviderConfig,
} from "./discovery-documents.ts";
export { EnterpriseUser, Manager } from "./enterprise-user.ts";
export { Group, GroupMember, GroupType } from "./group.ts";
export type { JsonSchema, OpenApiComponents } from "./json-schema.ts";
export { toJsonSchema, toOpenApiComponents } from "./json-schema.ts";
export {
  BulkRequest,
  BulkResponse,
  ErrorMessage,
  ListResponse,
  listResponseOf,
  PatchOp,
  SearchRequest,
} from "./messages.ts";
export type { NormalizeOptions } from "./normalize.ts";
export { normalizeResource, normalizeValue } from "./normalize.ts";
export type { Resource } from "./parts.ts";
export {
  Address,
  commonAttributes,
  Email,
  Entitlement,
  GroupMembership,
  InstantMessagingAddress,
  Meta,
  Name,
  PhoneNumber,
  Photo,
  Role,
  X509Certificate,
} from "./parts.ts";
export type {
  ExtensionAttributes,
  ExtensionSchemas,
  RequiredExtension,
  ResourceOf,
  ResourceType,
  ResourceTypeDefinition,
  SchemaExtension,
} from "./resource-type.ts";
export { defineResourceType } from "./resource-type.ts";
export { CoreUser, User, UserType } from "./user.ts";
