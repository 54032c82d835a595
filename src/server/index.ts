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
export {
  type Authenticate,
  type BearerTokenOptions,
  bearerToken,
  type Caller,
  type Credentials,
  DEFAULT_TENANT,
  type VerifyToken,
} from "./authenticate.ts";
export { type CallBody, CORE, type ScimAnswer, type ScimCall, type ScimCore, type ScimHandler } from "./call.ts";
export { createScimHandler, type ScimHandlerOptions } from "./handler.ts";
export { MemoryStore, type MemoryStoreOptions } from "./memory-store.ts";
export type {
  Awaitable,
  DeleteOutcome,
  Store,
  StoreContext,
  StorePage,
  StoreQuery,
  StoreSort,
  WriteOutcome,
} from "./store.ts";
