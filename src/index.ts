/**
 * SCIM provisioning from Microsoft Entra ID to Proxyclick (Eptura Visitor): the names that most programs need.
 *
 * Each module has more under its own subpath, such as `proxyclick-scim/client`.
 *
 * @module
 */
export { ScimClient } from "./client/index.ts";
export {
  ExpressionError,
  type ExpressionErrorCode,
  FilterSyntaxError,
  isExpressionError,
  isFilterSyntaxError,
  isProvisioningError,
  isProxyclickLimitationError,
  isScimError,
  isScimRequestError,
  isServiceLimitationError,
  type LimitationCode,
  ProvisioningError,
  type ProvisioningErrorCode,
  ProxyclickLimitationError,
  ProxyclickScimError,
  type RequestAttempt,
  type RequestErrorCode,
  ScimError,
  ScimRequestError,
  type ScimType,
  ServiceLimitationError,
} from "./errors.ts";
export { compileExpression, type Expression } from "./expression/index.ts";
export {
  defineResourceType,
  EnterpriseUser,
  Group,
  GroupType,
  type ResourceType,
  User,
  UserType,
} from "./models/index.ts";
export { createProvisioningJob, parseSynchronizationSchema } from "./provisioning/index.ts";
export { defaultMapping, ProxyclickScimClient } from "./proxyclick/index.ts";
export { bearerToken, createScimHandler, fullProfile, MemoryStore, proxyclickProfile } from "./server/index.ts";
