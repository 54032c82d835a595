/**
 * What an operation works with: the service, compiled once for each handler, and the exchange, created for each
 * request.
 */
import type { Awaitable } from "../../internal/awaitable.ts";
import type { RuleContext, ServiceProfile } from "../../profile/service-profile.ts";
import type { Caller } from "../auth/bearer-token.ts";
import type { ScimRequest, ScimResponse } from "../http/messages.ts";
import { baseUrlOfTenant } from "../http/mount.ts";
import type { QueryParameters } from "../http/request-target.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import type { Store, StoreContext } from "../store/store.ts";
import { RequestContext } from "../store/store-context.ts";

/** The options of a handler with their defaults filled in. */
export interface Service {
  readonly profile: ServiceProfile;
  readonly store: Store;
  /** The compiled resource types of the profile. */
  readonly kinds: readonly ResourceKind[];
  /** URL that locations start with; undefined to take it from the request. */
  readonly baseUrl: string | undefined;
  readonly normalizePhone: RuleContext["normalizePhone"];
  now(): Date;
  guid(): string;
  /** Reports an error that is not part of the protocol to `onError`; never throws. */
  reportError(error: unknown): void;
}

/** One request, admitted and routed. */
export interface Exchange {
  readonly service: Service;
  readonly request: ScimRequest;
  readonly caller: Caller;
  /**
   * Path under which the handler is mounted, as this request spells it, without a trailing slash; empty for the root.
   */
  readonly basePath: string;
  readonly parameters: QueryParameters;
  /** The last segment of the path, decoded, where the route ends with an id; otherwise empty. */
  readonly id: string;
  /** Context of the store calls. */
  readonly context: RequestContext;
}

/** Answers one kind of request; throws a `ScimError` for any response other than success. */
export type Operation = (exchange: Exchange) => Awaitable<ScimResponse>;

/** URL of the service as this client reaches it, without a trailing slash. */
export function baseUrlOf({ service, request, caller, basePath }: Exchange): string {
  return service.baseUrl === undefined ? request.origin + basePath : baseUrlOfTenant(service.baseUrl, caller.tenant);
}

/** The context for store calls of whose result some attributes will not be read. */
export function contextOmitting({ context }: Exchange, omit: readonly string[]): StoreContext {
  return new RequestContext(context.lifetime, context.subject, omit);
}
