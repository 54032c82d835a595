export { EnterpriseUser, Manager } from "./enterprise-user.ts";
export { Group, GroupMember, GroupType } from "./group.ts";
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
  type Resource,
  Role,
  X509Certificate,
} from "./parts.ts";
export {
  defineResourceType,
  type ExtensionSchemas,
  type RequiredExtension,
  type ResourceOf,
  type ResourceType,
  type ResourceTypeDefinition,
  type SchemaExtension,
} from "./resource-type.ts";
export { CoreUser, User, UserType } from "./user.ts";
