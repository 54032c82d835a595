/** What an operation works with: the service, made once per handler, and the exchange, made once per request. */
import type { ResourceType } from "../models/resource-type.ts";
import type { RuleContext, ServiceProfile } from "../profile/service-profile.ts";
import type { Caller } from "./authenticate.ts";
import type { ScimAnswer, ScimCall } from "./call.ts";
import type { MutabilityGuard } from "./mutability.ts";
import type { Projection } from "./projection.ts";
import type { Awaitable, Store, StoreContext } from "./store.ts";

/** A handler's settings with their defaults filled in. */
export interface Service {
  readonly profile: ServiceProfile;
  readonly store: Store;
  /** Path under which the handler is mounted, without a slash at its end; empty for the root. */
  readonly basePath: string;
  /** URL that locations start with, when it is not taken from the request. */
  readonly baseUrl: string | undefined;
  readonly normalizePhone: RuleContext["normalizePhone"];
  now(): Date;
  guid(): string;
}

/** A resource type with what is compiled from it. */
export interface ResourceKind {
  readonly type: ResourceType;
  readonly projection: Projection;
  readonly guard: MutabilityGuard;
  /** Other URNs under which the core schema is accepted. */
  readonly aliases: readonly string[];
}

/** Parameters of a query string; the first of several with one name. */
export type Parameters = ReadonlyMap<string, string>;

/** One request, recognised and routed. */
export interface Exchange {
  readonly service: Service;
  readonly call: ScimCall;
  readonly caller: Caller;
  readonly parameters: Parameters;
  /** The last segment of the path, decoded, where the route ends with an id; else empty. */
  readonly id: string;
  /** What store calls are told. */
  readonly context: StoreContext;
}

/** Answers one kind of request; throws a `ScimError` for any other answer than success. */
export type Operation = (exchange: Exchange) => Awaitable<ScimAnswer>;

/** URL of the service as this client reaches it, without a slash at its end. */
export function baseUrlOf({ service, call }: Exchange): string {
  return service.baseUrl ?? call.origin + service.basePath;
}
