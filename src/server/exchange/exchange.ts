/** What an operation works with: the service, made once per handler, and the exchange, made once per request. */
import type { AttributeNode } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import type { RuleContext, ServiceProfile } from "../../profile/service-profile.ts";
import type { Caller } from "../auth/bearer-token.ts";
import type { ScimAnswer, ScimCall } from "../http/messages.ts";
import { urlOfTenant } from "../http/mount.ts";
import type { CursorSeal } from "../list/cursor.ts";
import type { ShownCache } from "../resource/shown-cache.ts";
import type { ElementSettler } from "../resource-type/multi-valued-rules.ts";
import type { MutabilityGuard } from "../resource-type/mutability.ts";
import type { Projection } from "../resource-type/projection.ts";
import type { RequireText } from "../resource-type/required-text.ts";
import type { Awaitable, Store, StoreContext } from "../store/store.ts";
import { RequestContext } from "../store/store-context.ts";

/** A handler's settings with their defaults filled in. */
export interface Service {
  readonly profile: ServiceProfile;
  readonly store: Store;
  /** The profile's resource types. */
  readonly kinds: readonly ResourceKind[];
  /** Undefined for a service without cursors. */
  readonly cursors: CursorSeal | undefined;
  /** URL that locations start with, when it is not taken from the request. */
  readonly baseUrl: string | undefined;
  readonly normalizePhone: RuleContext["normalizePhone"];
  /** What was lately shown in lists. */
  readonly shown: ShownCache;
  now(): Date;
  guid(): string;
  /** Tells whoever watches the service of an error that is no answer of the protocol; throws nothing. */
  report(error: unknown): void;
}

/** A resource type with what is compiled from it. */
export interface ResourceKind {
  readonly type: ResourceType;
  readonly projection: Projection;
  readonly guard: MutabilityGuard;
  readonly settleElements: ElementSettler;
  readonly requireText: RequireText;
  /** Other URNs under which the core schema is accepted. */
  readonly aliases: readonly string[];
  /** The list of members, for a type of groups. */
  readonly members: AttributeNode | undefined;
  /** The list of the groups that a resource is in. */
  readonly groups: AttributeNode | undefined;
  /** Attributes that are made when a resource is shown, and that no store keeps. */
  readonly computed: ReadonlySet<AttributeNode>;
}

/** Parameters of a query string; the first of several with one name. */
export type Parameters = ReadonlyMap<string, string>;

/** One request, recognised and routed. */
export interface Exchange {
  readonly service: Service;
  readonly call: ScimCall;
  readonly caller: Caller;
  /** Path under which the handler is mounted, as this request spells it, without a slash at its end; empty for the root. */
  readonly basePath: string;
  readonly parameters: Parameters;
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
