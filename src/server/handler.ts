/**
 * The SCIM handler.
 *
 * What happens to a request: the handler parses its target, admits the caller, finds the route and runs its operation,
 * all within the time limit; every error becomes a response in one place.
 */
import { ScimError } from "../errors.ts";
import type { RuleContext, ServiceProfile } from "../profile/service-profile.ts";
import { type AdmissionRules, type AnonymousTenant, admit, type ResolveTenant } from "./auth/admission.ts";
import { type Authenticate, DEFAULT_TENANT } from "./auth/bearer-token.ts";
import type { RateLimiter } from "./auth/rate-limit.ts";
import { type ChangeDeliveryOptions, createChangeDelivery } from "./changes/change-delivery.ts";
import { type OnChange, withChangeDelivery } from "./changes/changes.ts";
import { isDiscoveryRequest } from "./discovery.ts";
import { compileRoutes } from "./endpoints.ts";
import type { Service } from "./exchange/exchange.ts";
import { dispatch, findRoute, type Routes } from "./exchange/router.ts";
import { assertHandlerOptions } from "./handler-options.ts";
import { type Deadline, withDeadline } from "./http/deadline.ts";
import { fromFetchRequest, toFetchResponse } from "./http/fetch-adapter.ts";
import type { ScimRequest, ScimResponse } from "./http/messages.ts";
import { compileMount, hasTenantPlaceholder, trimTrailingSlashes } from "./http/mount.ts";
import { HANDLE_SCIM_REQUEST, type PlainHandler } from "./http/node-channel.ts";
import { parseTarget, segmentsBelow } from "./http/request-target.ts";
import { responseToError } from "./http/respond.ts";
import { type CursorCodec, createCursorCodec } from "./list/cursor.ts";
import { createObserver, type ObserveOptions, type RequestObservation } from "./observe/observe.ts";
import type { ResolveMe } from "./resource/me.ts";
import { compileKinds } from "./resource-type/compile-kinds.ts";
import { guardStore } from "./store/guarded-store.ts";
import type { Store } from "./store/store.ts";
import { RequestContext } from "./store/store-context.ts";

/** What {@link createScimHandler} returns: a function of the Fetch API. It never rejects. */
export type ScimHandler = (request: Request) => Promise<Response>;

/** Options of {@link createScimHandler}. */
export interface ScimHandlerOptions extends ObserveOptions {
  /**
   * Path under which the handler is mounted, such as `/scim/v2`: the path as the client sends it, before any framework
   * shortens it. With `{tenant}` as one of its segments, as in `/{tenant}/scim/v2`, the path names the tenant that a
   * request addresses.
   */
  readonly basePath: string;
  /** What the service offers: `fullProfile()`, `proxyclickProfile()`, or a custom profile. */
  readonly profile: ServiceProfile;
  /** Where resources are stored. */
  readonly store: Store;
  /** Recognizes callers and their tenants; `bearerToken(token)` for a single token. */
  readonly authenticate: Authenticate;
  /**
   * Names the tenant that a request addresses, where neither its path nor its token does, for example by the host: `({
   * origin }) => new URL(origin).hostname.split(".")[0]`; `toNodeListener` takes the host from the request only with
   * its option `origin`. A caller of another tenant gets 403. Default: the segment of the path at `{tenant}`, if any.
   */
  readonly tenant?: ResolveTenant;
  /**
   * Whether GET requests for `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas` need no credentials, as RFC 7644
   * §4 allows. Requests with an `Authorization` header are authenticated as usual. `rateLimit` does not count anonymous
   * requests. Default: false.
   */
  readonly discoveryWithoutToken?: boolean;
  /** Limits the requests of a tenant; `memoryRateLimit({ perSecond: 50 })` for a single process. Default: no limit. */
  readonly rateLimit?: RateLimiter;
  /**
   * Called for every write that took effect, before the response is sent, and repeated when it fails; it never changes
   * the response. For an app that has to act, for example to end the sessions of a disabled user.
   */
  readonly onChange?: OnChange;
  /** How changes are delivered to `onChange`: timeout, attempts, and a journal for changes that outlive the process. */
  readonly changes?: ChangeDeliveryOptions;
  /**
   * URL of the service as its clients reach it, such as `https://api.example.com/scim/v2`: the start of every
   * `meta.location`; `{tenant}` in it stands for the caller's tenant. Default: the origin of the request's URL with the
   * base path. No header of the request is trusted for it.
   */
  readonly baseUrl?: string;
  /** The clock. Default: the system's, and one that never runs backwards for durations. */
  readonly now?: () => Date;
  /** Makes the ids of new resources. Default: `crypto.randomUUID`. */
  readonly guid?: () => string;
  /**
   * Converts a phone number to E.164, for a profile that requires it; returns undefined for an invalid number. Default:
   * numbers in another form are dropped.
   */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** Finds the resource that `/Me` stands for (RFC 7644 §3.11). Default: `/Me` gets 501. */
  readonly me?: ResolveMe;
  /**
   * Secret from which the key for cursors is derived. Processes that serve the same base URL need the same secret;
   * otherwise a client cannot continue at one process a list that it started at another. An empty secret, from a
   * variable that is not set, is an error. Default: a random secret for each handler.
   */
  readonly cursorSecret?: string;
  /**
   * Called with every error that is not part of the protocol; the client gets a 500 without details. Default: errors
   * are dropped.
   */
  readonly onError?: (error: unknown) => void;
}

/**
 * Creates a SCIM service (RFC 7644) from a profile and a store.
 *
 * Use the handler directly in any runtime or framework with the Fetch API. For `node:http`, Express, Fastify and Koa,
 * pass it to `toNodeListener` of `proxyclick-scim/node`. It never rejects: every error becomes a SCIM error response.
 *
 * @throws TypeError for a base path in which `{tenant}` is not one whole segment, and for a required option that is
 * missing or of another kind, such as a store without `insert` or an empty `cursorSecret`.
 * @example
 * ```ts
 * import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "proxyclick-scim/server";
 *
 * const handler = createScimHandler({
 *   basePath: "/scim/v2",
 *   profile: fullProfile(),
 *   store: new MemoryStore(),
 *   authenticate: bearerToken("a-long-secret"),
 * });
 * const response = await handler(new Request("https://app.example.com/scim/v2/ServiceProviderConfig"));
 * ```
 */
export function createScimHandler(options: ScimHandlerOptions): ScimHandler {
  assertHandlerOptions(options);
  const service = createService(options);
  const compiled: CompiledHandler = {
    service,
    routes: compileRoutes(service, createCursors(options, service), options.me),
    admission: {
      matchMount: compileMount(options.basePath),
      resolveTenant: options.tenant,
      authenticate: options.authenticate,
      rateLimit: options.rateLimit,
      anonymousTenant: options.discoveryWithoutToken === true ? discoveryTenant(service) : undefined,
    },
  };
  const observe = createObserver(options, service.profile.resourceTypes, service.reportError);

  async function handleRequest(request: ScimRequest): Promise<ScimResponse> {
    const response = await (observe === undefined
      ? respond(compiled, request)
      : observe(request, (observation) => respond(compiled, request, observation)));
    return request.method === "HEAD" ? { ...response, body: undefined } : response;
  }

  async function handler(request: Request): Promise<Response> {
    const response = await handleRequest(fromFetchRequest(request));
    try {
      return toFetchResponse(response, request);
    } catch (error) {
      // A custom store or authentication produced a status or header that no Response can have.
      return toFetchResponse(responseToError(error, service.reportError), request);
    }
  }

  const plain: PlainHandler = { [HANDLE_SCIM_REQUEST]: handleRequest };
  return Object.assign(handler, plain);
}

/** What is compiled from the options, once for each handler. */
interface CompiledHandler {
  readonly service: Service;
  readonly routes: Routes;
  readonly admission: AdmissionRules;
}

/** Answers a request within the time limit; every error becomes a response here. */
async function respond(
  compiled: CompiledHandler,
  request: ScimRequest,
  observation?: RequestObservation,
): Promise<ScimResponse> {
  const { service } = compiled;
  try {
    return await withDeadline(service.profile.limits.requestTime, request, (deadline) =>
      serve(compiled, request, deadline, observation),
    );
  } catch (error) {
    if (observation !== undefined) observation.error = error;
    // Errors caused by a client that disconnected are not reported.
    return responseToError(error, (cause) => (request.signal.aborted ? undefined : service.reportError(cause)));
  }
}

/** The steps of every request: parse the target, admit the caller, find the route, run its operation. */
async function serve(
  { service, routes, admission }: CompiledHandler,
  request: ScimRequest,
  deadline: Deadline,
  observation: RequestObservation | undefined,
): Promise<ScimResponse> {
  const { path, parameters } = parseTarget(request.url);
  const admitted = await admit(request, path, admission);
  if (observation !== undefined) observation.tenant = admitted.caller?.tenant;
  if (admitted.rejection !== undefined) return admitted.rejection;

  const { caller, mount } = admitted;
  const segments = mount === undefined ? undefined : segmentsBelow(mount.basePath, path);
  if (observation !== undefined) observation.segments = segments;
  const route = segments === undefined ? undefined : findRoute(routes, segments);
  if (mount === undefined || route === undefined) {
    throw new ScimError("There is no such endpoint; /ResourceTypes lists the resources of this service.", {
      status: 404,
    });
  }

  return await dispatch(route.methods, {
    service: observation === undefined ? service : { ...service, store: observation.meter(service.store) },
    request,
    caller,
    basePath: mount.basePath,
    parameters,
    id: route.id ?? "",
    context: new RequestContext(deadline, caller.subject),
  });
}

/**
 * Names the tenant whose documents an anonymous request for a discovery endpoint gets: the one that it addresses.
 * Without one, a base URL with `{tenant}` has no location to show, so the request needs credentials.
 */
function discoveryTenant({ baseUrl }: Service): AnonymousTenant {
  const needsTenant = baseUrl !== undefined && hasTenantPlaceholder(baseUrl);
  return ({ method }, path, mount, tenant) => {
    if (!isDiscoveryRequest(method, path.slice(mount.basePath.length))) return undefined;
    return tenant ?? (needsTenant ? undefined : DEFAULT_TENANT);
  };
}

function createService(options: ScimHandlerOptions): Service {
  const { profile, store, onChange, changes = {}, baseUrl, normalizePhone, onError } = options;
  const reportError = (error: unknown): void => {
    try {
      onError?.(error);
    } catch {
      // A failing error callback must not cost the response.
    }
  };
  const guarded = guardStore(store);
  return {
    profile,
    store:
      onChange === undefined
        ? guarded
        : withChangeDelivery(guarded, createChangeDelivery(onChange, changes, reportError)),
    kinds: compileKinds(profile),
    baseUrl: baseUrl === undefined ? undefined : trimTrailingSlashes(baseUrl),
    normalizePhone,
    now: options.now ?? (() => new Date()),
    guid: options.guid ?? (() => crypto.randomUUID()),
    reportError,
  };
}

function createCursors({ cursorSecret }: ScimHandlerOptions, { profile, now }: Service): CursorCodec | undefined {
  const { cursor } = profile.capabilities;
  if (cursorSecret?.trim() === "") {
    throw new TypeError('"cursorSecret" is empty: set a secret, or leave the option out for a random one.');
  }
  return cursor === false ? undefined : createCursorCodec({ secret: cursorSecret, timeout: cursor.timeout, now });
}
