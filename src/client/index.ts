export type { BulkOperation, BulkOptions, BulkResult } from "./bulk.ts";
export type { DiscoveryOptions } from "./discovery.ts";
export type { WriteGuard } from "./guard.ts";
export type { PaceOptions } from "./pace.ts";
export { ResourceClient } from "./resource-client.ts";
export type { RetryOptions } from "./retry.ts";
export { ScimClient, type ScimClientOptions } from "./scim-client.ts";
export type { SearchOptions } from "./search-all.ts";
export { allowInsecureRequests } from "./tenant-url.ts";
export type { Fetch, Logger, TransportOptions } from "./transport-options.ts";
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
export type { Where } from "./where.ts";
