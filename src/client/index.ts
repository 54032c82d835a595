export type { BulkOperation, BulkOptions, BulkResult } from "./bulk/types.ts";
export type { DiscoveryOptions } from "./discovery.ts";
export type { Where } from "./equality-filter.ts";
export { ResourceClient } from "./resource-client.ts";
export type { SearchOptions } from "./root-search.ts";
export { ScimClient, type ScimClientOptions } from "./scim-client.ts";
export type { PaceOptions } from "./transport/request-throttle.ts";
export type { RetryOptions } from "./transport/retry.ts";
export { allowInsecureRequests } from "./transport/tenant-url.ts";
export type { CallOptions, Fetch, Logger, TransportOptions } from "./transport/transport-options.ts";
export type {
  Changes,
  ListOptions,
  Named,
  Page,
  PageOptions,
  Projected,
  Read,
  ReadOptions,
  Stored,
  Unusable,
  Writable,
  WriteOptions,
} from "./types.ts";
export type { WriteGuard } from "./write-guard.ts";
