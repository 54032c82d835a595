/** What an operation works with: the service, made once per handler, and the exchange, made once per request. */

import type { Awaitable } from "../../internal/awaitable.ts";
import type { RuleContext, ServiceProfile } from "../../profile/service-profile.ts";
import type { Caller } from "../auth/bearer-token.ts";
import type { ScimAnswer, ScimCall } from "../http/messages.ts";
import { urlOfTenant } from "../http/mount.ts";
import type { QueryParameters } from "../http/request-target.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import type { Store, StoreContext } from "../store/store.ts";
import { RequestContext } from "../store/store-context.ts";

/** A handler's settings with their defaults filled in. */
export interface Service {
  readonly profile: ServiceProfile;
  readonly store: Store;
  /** The profile's resource types. */
  readonly kinds: readonly ResourceKind[];
  /** URL that locations start with, when it is not taken from the request. */
  readonly baseUrl: string | undefined;
  readonly normalizePhone: RuleContext["normalizePhone"];
  now(): Date;
  guid(): string;
  /** Tells whoever watches the service of an error that is no answer of the protocol; throws nothing. */
  report(error: unknown): void;
}

/** One request, recognised and routed. */
export interface Exchange {
  readonly service: Service;
  readonly call: ScimCall;
  readonly caller: Caller;
  /** Path under which the handler is mounted, as this request spells it, without a slash at its end; empty for the root. */
  readonly basePath: string;
  readonly parameters: QueryParameters;
  /** The last segment of the path, decoded, where the route ends with an id; else empty. */
  readonly id: string;
  /** What store calls are told. */
  readonly context: StoreContext;
}

/** Answers one kind of request; throws a `ScimError` for any other answer than success. */
export type Operation = (exchange: Exchange) => Awaitable<ScimAnswer>;

/** URL of the service as this client reaches it, without a slash at its end. */
export function baseUrlOf({ service, call, caller, basePath }: Exchange): string {
  return service.baseUrl === undefined ? call.origin + basePath : urlOfTenant(service.baseUrl, caller.tenant);
}

/** What store calls are told when nobody will look at some attributes. */
export function contextWithout({ context }: Exchange, omit: readonly string[]): StoreContext {
  return new RequestContext(context, context.subject, omit);
}
