/**
 * The handler. A request is recognised, routed, run and answered here, in this order; every error ends in the one `catch` below.
 */
import { isScimError, isScimRequestError, ScimError } from "../errors.ts";
import type { RuleContext, ServiceProfile } from "../profile/service-profile.ts";
import type { Authenticate, Caller } from "./authenticate.ts";
import { CORE, type ScimAnswer, type ScimCall, type ScimHandler } from "./call.ts";
import { compileRoutes } from "./endpoints.ts";
import type { Service } from "./exchange.ts";
import { segmentsBelow, splitTarget } from "./request-target.ts";
import { answerError } from "./respond.ts";
import { dispatch, findRoute, type Routes } from "./routes.ts";
import type { Store, StoreContext } from "./store.ts";
import { callFromRequest, responseFromAnswer } from "./web.ts";

/** Options of {@link createScimHandler}. */
export interface ScimHandlerOptions {
  /** Path under which the handler is mounted, such as `/scim/v2`; the path as the client sends it, before any framework shortens it. */
  readonly basePath: string;
  /** What the service offers: `fullProfile()`, `proxyclickProfile()`, or one of your own. */
  readonly profile: ServiceProfile;
  /** Where the resources are kept. */
  readonly store: Store;
  /** Who may call, and for which tenant; `bearerToken(token)` for one. */
  readonly authenticate: Authenticate;
  /**
   * URL of the service as its clients reach it, such as `https://api.example.com/scim/v2`: the start of every `meta.location`. Default: the origin of the
   * request's URL with the base path. No header of the request is trusted for it.
   */
  readonly baseUrl?: string;
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
  /** Makes the ids of new resources. Default: `crypto.randomUUID`. */
  readonly guid?: () => string;
  /** Brings a phone number to E.164, for a profile that asks for it; undefined for a text that is no number. Default: numbers in another form are left out. */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** Told of every error that is no answer of the protocol. The client gets a 500 without details. Default: nobody is told. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Makes a SCIM service (RFC 7644) of a profile and a store.
 *
 * The result is a function of the web standards, for every framework that has them. For `node:http`, Express, Fastify and Koa, hand it to
 * `toNodeListener` of `proxyclick-scim/node`. It never rejects: every error is answered as a SCIM error.
 */
export function createScimHandler(options: ScimHandlerOptions): ScimHandler {
  const { authenticate, onError } = options;
  const service = completeService(options);
  const routes = compileRoutes(service.profile);

  async function core(call: ScimCall): Promise<ScimAnswer> {
    const answer = await answerSafely(call);
    return call.method === "HEAD" ? { ...answer, body: undefined } : answer;
  }

  async function answerSafely(call: ScimCall): Promise<ScimAnswer> {
    try {
      return await answerCall(call, service, routes, authenticate);
    } catch (error) {
      return answerFailure(error, call, onError);
    }
  }

  return Object.assign(async (request: Request) => responseFromAnswer(await core(callFromRequest(request))), {
    [CORE]: core,
  } as const);
}

function completeService(options: ScimHandlerOptions): Service {
  return {
    profile: options.profile,
    store: options.store,
    basePath: withoutSlashes(options.basePath.startsWith("/") ? options.basePath : `/${options.basePath}`),
    baseUrl: options.baseUrl === undefined ? undefined : withoutSlashes(options.baseUrl),
    normalizePhone: options.normalizePhone,
    now: options.now ?? (() => new Date()),
    guid: options.guid ?? (() => crypto.randomUUID()),
  };
}

function withoutSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
}

/** The steps of every request. */
async function answerCall(
  call: ScimCall,
  service: Service,
  routes: Routes,
  authenticate: Authenticate,
): Promise<ScimAnswer> {
  const caller = await authenticate(call);
  if (caller === undefined) return answerUnauthorized(call);
  const { path, parameters } = splitTarget(call.url);
  const segments = segmentsBelow(service.basePath, path);
  const match = segments === undefined ? undefined : findRoute(routes, segments);
  if (match === undefined) {
    throw new ScimError("There is no such endpoint; /ResourceTypes lists the resources of this service.", {
      status: 404,
    });
  }
  const context = storeContext(call, caller);
  return await dispatch(match.methods, { service, call, caller, parameters, id: match.id, context });
}

/** The signal is read from the call only when the store asks for it: making one costs, and a store in memory has no use for it. */
function storeContext(call: ScimCall, { subject }: Caller): StoreContext {
  return {
    subject,
    get signal() {
      return call.signal;
    },
  };
}

/** RFC 7644 §2 and RFC 6750 §3: a challenge, which says more only to somebody who tried. */
function answerUnauthorized(call: ScimCall): ScimAnswer {
  const isRefused = call.header("authorization") !== undefined;
  return answerError(
    new ScimError(isRefused ? "The credentials were not accepted." : "The request needs credentials.", { status: 401 }),
    { "www-authenticate": isRefused ? 'Bearer error="invalid_token"' : "Bearer" },
  );
}

/** What went wrong stays inside, unless it is an answer of the protocol. */
function answerFailure(error: unknown, call: ScimCall, onError: ScimHandlerOptions["onError"]): ScimAnswer {
  // An error of a store's own SCIM client is a ScimError too, but its status speaks of another service.
  if (isScimError(error) && !isScimRequestError(error)) {
    return answerError(error, error.status === 401 ? { "www-authenticate": "Bearer" } : undefined);
  }
  if (!call.signal.aborted) report(error, onError);
  return answerError(new ScimError("The service failed to answer this request.", { status: 500 }));
}

/** A reporter that fails must not take the answer with it. */
function report(error: unknown, onError: ScimHandlerOptions["onError"]): void {
  try {
    onError?.(error);
  } catch {
    // There is nobody left to tell.
  }
}
