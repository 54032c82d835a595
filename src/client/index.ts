export type { WriteGuard } from "./guard.ts";
export { ResourceClient } from "./resource-client.ts";
export type { RetryOptions } from "./retry.ts";
export { ScimClient, type ScimClientOptions } from "./scim-client.ts";
export { allowInsecureRequests } from "./tenant-url.ts";
export type { Fetch, Logger, TransportOptions } from "./transport.ts";
export type { CallOptions, Changes, ListOptions, Page, PageOptions, Stored, Writable } from "./types.ts";
export type { Where } from "./where.ts";
