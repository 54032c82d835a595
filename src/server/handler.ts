/**
 * The handler. A request is recognised, routed, run and answered here, in this order; every error ends in the one `catch` below.
 */
import { ScimError } from "../errors.ts";
import type { RuleContext, ServiceProfile } from "../profile/service-profile.ts";
import { type AddressedTenant, type Admission, admit } from "./auth/admission.ts";
import type { Authenticate } from "./auth/bearer-token.ts";
import type { RateLimiter } from "./auth/rate-limit.ts";
import { type ChangeDeliveryOptions, deliverTo } from "./changes/change-delivery.ts";
import { type OnChange, withChanges } from "./changes/changes.ts";
import { compileRoutes } from "./endpoints.ts";
import type { Service } from "./exchange/exchange.ts";
import { dispatch, findRoute, type Routes } from "./exchange/router.ts";
import { type Deadline, withinTime } from "./http/deadline.ts";
import { answerFailure } from "./http/error-response.ts";
import { callFromRequest, responseFromAnswer } from "./http/fetch-adapter.ts";
import { CORE, type ScimAnswer, type ScimCall, type ScimHandler } from "./http/messages.ts";
import { compileMount, withoutSlashes } from "./http/mount.ts";
import { segmentsBelow, splitTarget } from "./http/request-target.ts";
import { type CursorSeal, createCursorSeal } from "./list/cursor.ts";
import { compileObserver, type ObserveOptions, type Watch } from "./observe/observe.ts";
import type { NameSubject } from "./resource/me.ts";
import { compileKinds } from "./resource-type/compile-kinds.ts";
import type { Store } from "./store/store.ts";
import { RequestContext } from "./store/store-context.ts";

/** Options of {@link createScimHandler}. */
export interface ScimHandlerOptions extends ObserveOptions {
  /**
   * Path under which the handler is mounted, such as `/scim/v2`; the path as the client sends it, before any framework shortens it. With `{tenant}` as one of
   * its segments, as in `/{tenant}/scim/v2`, the path names the tenant that is addressed.
   */
  readonly basePath: string;
  /** What the service offers: `fullProfile()`, `proxyclickProfile()`, or one of your own. */
  readonly profile: ServiceProfile;
  /** Where the resources are kept. */
  readonly store: Store;
  /** Who may call, and for which tenant; `bearerToken(token)` for one. */
  readonly authenticate: Authenticate;
  /**
   * Names the tenant that a request addresses, where neither its path nor its token does, such as by the host: `({ origin }) => new
   * URL(origin).hostname.split(".")[0]`; `toNodeListener` takes the host from the request only with its option `origin`. A caller of another tenant is answered 403. Default: what stands in the path in place of `{tenant}`, if anything.
   */
  readonly tenant?: AddressedTenant;
  /** How many requests a tenant may make; `memoryRateLimit({ perSecond: 50 })` for one process. Default: as many as it likes. */
  readonly rateLimit?: RateLimiter;
  /**
   * Told of every write that took effect, before the write is answered; called again when it fails, and never the reason of another answer. For an app that
   * has to act, such as by ending the sessions of a user who was disabled.
   */
  readonly onChange?: OnChange;
  /** How changes are brought to `onChange`: time, attempts, and a journal for those that outlive the process. */
  readonly changes?: ChangeDeliveryOptions;
  /**
   * URL of the service as its clients reach it, such as `https://api.example.com/scim/v2`: the start of every `meta.location`; `{tenant}` in it stands for the
   * caller's tenant. Default: the origin of the request's URL with the base path. No header of the request is trusted for it.
   */
  readonly baseUrl?: string;
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
  /** Makes the ids of new resources. Default: `crypto.randomUUID`. */
  readonly guid?: () => string;
  /** Brings a phone number to E.164, for a profile that asks for it; undefined for a text that is no number. Default: numbers in another form are left out. */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** Names the resource that `/Me` stands for (RFC 7644 §3.11). Default: `/Me` is answered 501. */
  readonly me?: NameSubject;
  /**
   * Secret under which cursors are sealed; processes that answer for one base URL need the same, or a list that one began cannot go on at another.
   * Default: a random one for each handler.
   */
  readonly cursorSecret?: string;
  /** Told of every error that is no answer of the protocol. The client gets a 500 without details. Default: nobody is told. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Makes a SCIM service (RFC 7644) of a profile and a store.
 *
 * The result is a function of the web standards, for every framework that has them. For `node:http`, Express, Fastify and Koa, hand it to
 * `toNodeListener` of `proxyclick-scim/node`. It never rejects: every error is answered as a SCIM error.
 *
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
  const service = completeService(options);
  const routes = compileRoutes(service, cursorsOf(options, service), options.me);
  const admission: Admission = {
    mount: compileMount(options.basePath),
    tenant: options.tenant,
    authenticate: options.authenticate,
    rateLimit: options.rateLimit,
  };
  const observe = compileObserver(options, service.profile.resourceTypes, service.report);

  async function core(call: ScimCall): Promise<ScimAnswer> {
    const answer = await (observe?.(call, (watch) => answerSafely(call, watch)) ?? answerSafely(call));
    return call.method === "HEAD" ? { ...answer, body: undefined } : answer;
  }

  async function answerSafely(call: ScimCall, watch?: Watch): Promise<ScimAnswer> {
    try {
      return await withinTime(
        service.profile.limits.requestTime,
        () => call.signal,
        (deadline) => answerCall(call, service, routes, admission, deadline, watch),
      );
    } catch (error) {
      if (watch !== undefined) watch.error = error;
      // Of a client that has gone there is nothing to report.
      return answerFailure(error, (cause) => (call.signal.aborted ? undefined : service.report(cause)));
    }
  }

  async function respond(request: Request): Promise<Response> {
    const answer = await core(callFromRequest(request));
    try {
      return responseFromAnswer(answer, request);
    } catch (error) {
      // A status or a header that no response can have came from a store or an authentication of the app's own.
      return responseFromAnswer(answerFailure(error, service.report), request);
    }
  }

  return Object.assign(respond, { [CORE]: core } as const);
}

function completeService(options: ScimHandlerOptions): Service {
  const now = options.now ?? (() => new Date());
  const guid = options.guid ?? (() => crypto.randomUUID());
  const tell = (error: unknown): void => report(error, options.onError);
  const { store, onChange, changes = {} } = options;
  return {
    profile: options.profile,
    store: onChange === undefined ? store : withChanges(store, deliverTo(onChange, changes, tell)),
    kinds: compileKinds(options.profile),
    baseUrl: options.baseUrl === undefined ? undefined : withoutSlashes(options.baseUrl),
    normalizePhone: options.normalizePhone,
    now,
    guid,
    report: tell,
  };
}

function cursorsOf({ cursorSecret: secret }: ScimHandlerOptions, { profile, now }: Service): CursorSeal | undefined {
  const { cursor } = profile.capabilities;
  return cursor === false ? undefined : createCursorSeal({ secret, timeout: cursor.timeout, now });
}

/** The steps of every request. */
async function answerCall(
  call: ScimCall,
  service: Service,
  routes: Routes,
  admission: Admission,
  deadline: Deadline,
  watch: Watch | undefined,
): Promise<ScimAnswer> {
  const { path, parameters } = splitTarget(call.url);
  const admitted = await admit(call, path, admission);
  const { caller } = admitted;
  if (watch !== undefined) watch.tenant = caller?.tenant;
  if (admitted.refusal !== undefined) return admitted.refusal;
  const { basePath } = admitted.mounted ?? {};
  const segments = basePath === undefined ? undefined : segmentsBelow(basePath, path);
  if (watch !== undefined) watch.segments = segments;
  const match = segments === undefined ? undefined : findRoute(routes, segments);
  if (match === undefined || basePath === undefined) {
    throw new ScimError("There is no such endpoint; /ResourceTypes lists the resources of this service.", {
      status: 404,
    });
  }
  const context = new RequestContext(deadline, admitted.caller.subject);
  const watched = watch === undefined ? service : { ...service, store: watch.counted(service.store) };
  return await dispatch(match.methods, {
    service: watched,
    call,
    caller: admitted.caller,
    basePath,
    parameters,
    id: match.id,
    context,
  });
}

/** A reporter that fails must not take the answer with it. */
function report(error: unknown, onError: ScimHandlerOptions["onError"]): void {
  try {
    onError?.(error);
  } catch {
    // There is nobody left to tell.
  }
}
