export {
  type Capabilities,
  fullProfile,
  type Limitation,
  type Limits,
  type ProxyclickProfileOptions,
  proxyclickProfile,
  type RefusedEndpoint,
  type RuleContext,
  type ServiceProfile,
  type Violation,
} from "../profile/index.ts";
export type { Address, AddressedTenant } from "./admit.ts";
export {
  type Authenticate,
  type BearerTokenOptions,
  bearerToken,
  type Caller,
  type Credentials,
  DEFAULT_TENANT,
  type VerifyToken,
} from "./authenticate.ts";
export { ENTRA_PROVISIONING_CLIENT, type Oauth2JwtOptions, oauth2Jwt, type TokenClaims } from "./authenticate-jwt.ts";
export { type CallBody, CORE, type ScimAnswer, type ScimCall, type ScimCore, type ScimHandler } from "./call.ts";
export {
  type ChangeDeliveryOptions,
  type ChangeJournal,
  type JournalEntry,
  type RedeliverOptions,
  redeliverChanges,
} from "./change-delivery.ts";
export type { ChangedMembers, IntendedChange, OnChange, ResourceChange } from "./changes.ts";
export { isSameSecret } from "./constant-time.ts";
export { createScimHandler, type ScimHandlerOptions } from "./handler.ts";
export type { NameSubject, Subject } from "./me.ts";
export { MemoryStore, type MemoryStoreOptions } from "./memory-store.ts";
export type {
  ObserveOptions,
  RequestEvent,
  RequestLogger,
  RequestOperation,
  RequestSpan,
  RequestTracer,
} from "./observe.ts";
export { type MemoryRateLimitOptions, memoryRateLimit, type RateLimiter } from "./rate-limit.ts";
export { sortResources } from "./resource-order.ts";
export type {
  Awaitable,
  DeleteOutcome,
  MemberChanges,
  MembersOutcome,
  Store,
  StoreContext,
  StorePage,
  StoreQuery,
  StoreSort,
  WriteOutcome,
} from "./store.ts";
export type { TableCondition } from "./table-filter.ts";
export type { RowResource } from "./table-row.ts";
export { type RowOutcome, type RowQuery, type TableStoreOptions, tableStore } from "./table-store.ts";
