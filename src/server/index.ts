/** `proxyclick-scim/server`: a SCIM service as a function from `Request` to `Response`, over any store. */
export { isScimError, ScimError } from "../errors.ts";
export { comparisonKey } from "../internal/comparison-key.ts";
export type { Logger } from "../internal/logger.ts";
export { GroupType, UserType } from "../models/index.ts";
export {
  entraGalleryProfile,
  fullProfile,
  type Limitation,
  proxyclickProfile,
  type ServiceProfile,
  type Violation,
} from "../profile/index.ts";
export type { ResolveTenant } from "./auth/admission.ts";
export { type Authenticate, bearerToken, type Caller, type Credentials, DEFAULT_TENANT } from "./auth/bearer-token.ts";
export { ENTRA_PROVISIONING_CLIENT, type Oauth2JwtOptions, oauth2Jwt } from "./auth/oauth2-jwt.ts";
export { memoryRateLimit, type RateLimiter } from "./auth/rate-limit.ts";
export {
  type ChangeDeliveryOptions,
  type ChangeJournal,
  type ChangeJournalEntry,
  redeliverChanges,
} from "./changes/change-delivery.ts";
export type { OnChange, ResourceChange } from "./changes/changes.ts";
export { createScimHandler, type ScimHandler, type ScimHandlerOptions } from "./handler.ts";
export { MemoryStore } from "./memory-store/memory-store.ts";
export type { RequestEvent, RequestTracer } from "./observe/observe.ts";
export type { ResolveMe } from "./resource/me.ts";
export { DocumentPage } from "./store/document-page.ts";
export { sortResources } from "./store/resource-order.ts";
export type {
  DeleteOutcome,
  MemberChanges,
  MembersOutcome,
  Store,
  StoreContext,
  StoredDocument,
  StorePage,
  StoreQuery,
  WriteOutcome,
} from "./store/store.ts";
export { uniquePaths } from "./store/unique-paths.ts";
export type { TableCondition } from "./table-store/table-filter.ts";
export { type RowOutcome, type RowQuery, type TableStoreOptions, tableStore } from "./table-store/table-store.ts";
