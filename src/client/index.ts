/**
 * A client for any SCIM 2.0 service.
 *
 * @module
 */
export {
  FilterSyntaxError,
  isFilterSyntaxError,
  isOAuthTokenError,
  isScimError,
  isScimRequestError,
  isServiceLimitationError,
  OAuthTokenError,
  ScimError,
  ScimRequestError,
  ServiceLimitationError,
} from "../errors.ts";
export type { DroppedValue } from "../internal/dropped-value.ts";
export type { Logger } from "../internal/logger.ts";
export { GroupType, UserType } from "../models/index.ts";
export type { BulkOperation, BulkOptions, BulkResult } from "./bulk/types.ts";
export type { DiscoveryOptions } from "./discovery.ts";
export { type OAuthClientCredentials, oauthClientCredentials } from "./oauth/oauth-client-credentials.ts";
export type { TokenEndpointOptions } from "./oauth/token-endpoint.ts";
export { ResourceClient } from "./resource-client.ts";
export { ScimClient, type ScimClientOptions } from "./scim-client.ts";
export type { RetryOptions } from "./transport/retry.ts";
export { allowInsecureRequests } from "./transport/tenant-url.ts";
export type { CallOptions, Fetch, TokenRequest } from "./transport/transport-options.ts";
export type {
  Changes,
  InvalidResource,
  ListOptions,
  Page,
  PageOptions,
  ProjectedResource,
  ReadOptions,
  ResourceInput,
  ResourceList,
  WriteOptions,
} from "./types.ts";
export type { WriteGuard } from "./write-guard.ts";
