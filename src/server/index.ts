export type { Awaitable } from "../internal/awaitable.ts";
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
export type { Address, AddressedTenant } from "./auth/admission.ts";
export {
  type Authenticate,
  type BearerTokenOptions,
  bearerToken,
  type Caller,
  type Credentials,
  DEFAULT_TENANT,
  type VerifyToken,
} from "./auth/bearer-token.ts";
export { isSameSecret } from "./auth/constant-time.ts";
export { ENTRA_PROVISIONING_CLIENT, type Oauth2JwtOptions, oauth2Jwt, type TokenClaims } from "./auth/oauth2-jwt.ts";
export { type MemoryRateLimitOptions, memoryRateLimit, type RateLimiter } from "./auth/rate-limit.ts";
export {
  type ChangeDeliveryOptions,
  type ChangeJournal,
  type JournalEntry,
  type RedeliverOptions,
  redeliverChanges,
} from "./changes/change-delivery.ts";
export type { ChangedMembers, IntendedChange, OnChange, ResourceChange } from "./changes/changes.ts";
export { createScimHandler, type ScimHandlerOptions } from "./handler.ts";
export {
  type CallBody,
  CORE,
  type ScimAnswer,
  type ScimCall,
  type ScimCore,
  type ScimHandler,
} from "./http/messages.ts";
export { MemoryStore, type MemoryStoreOptions } from "./memory-store/memory-store.ts";
export type {
  ObserveOptions,
  RequestEvent,
  RequestLogger,
  RequestOperation,
  RequestSpan,
  RequestTracer,
} from "./observe/observe.ts";
export type { NameSubject, Subject } from "./resource/me.ts";
export { sortResources } from "./store/resource-order.ts";
export type {
  DeleteOutcome,
  MemberChanges,
  MembersOutcome,
  Store,
  StoreContext,
  StorePage,
  StoreQuery,
  StoreSort,
  WriteOutcome,
} from "./store/store.ts";
export type { TableCondition } from "./table-store/table-filter.ts";
export type { RowResource } from "./table-store/table-row.ts";
export { type RowOutcome, type RowQuery, type TableStoreOptions, tableStore } from "./table-store/table-store.ts";
