export type { BulkOperation, BulkOptions, BulkResult } from "./bulk/bulk.ts";
export type { DiscoveryOptions } from "./discovery.ts";
export type { Where } from "./equality-filter.ts";
export type { WriteGuard } from "./guard.ts";
export { ResourceClient } from "./resource-client.ts";
export { ScimClient, type ScimClientOptions } from "./scim-client.ts";
export type { SearchOptions } from "./search-all.ts";
export type { PaceOptions } from "./transport/request-throttle.ts";
export type { RetryOptions } from "./transport/retry.ts";
export { allowInsecureRequests } from "./transport/tenant-url.ts";
export type { Fetch, Logger, TransportOptions } from "./transport/transport-options.ts";
export type {
  CallOptions,
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
