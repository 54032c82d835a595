/**
 * Decides whether a request is admitted: which tenant it addresses, who is calling, and whether that caller may call
 * now.
 */
import { ScimError } from "../../errors.ts";
import type { ScimRequest, ScimResponse } from "../http/messages.ts";
import type { MatchMount, MountMatch } from "../http/mount.ts";
import { errorResponse } from "../http/respond.ts";
import type { Authenticate, Caller, Credentials } from "./bearer-token.ts";
import type { RateLimiter } from "./rate-limit.ts";

/**
 * Names the tenant that a request addresses, such as the first label of the host in `origin`; undefined where the
 * request names none.
 */
export type ResolveTenant = (request: {
  /** HTTP method in upper case. */
  readonly method: string;
  /** Path and query as sent, or a whole URL. */
  readonly url: string;
  /** Scheme and authority under which the service was reached, such as `https://contoso.example.com`. */
  readonly origin: string;
  /** A request header by its name in lower case. */
  header(name: string): string | undefined;
}) => string | undefined;

/** Names the tenant for which a request is served without credentials; undefined for one that needs credentials. */
export type AnonymousTenant = (
  request: ScimRequest,
  path: string,
  mount: MountMatch,
  addressedTenant: string | undefined,
) => string | undefined;

/** What decides about admission. */
export interface AdmissionRules {
  readonly matchMount: MatchMount;
  readonly resolveTenant: ResolveTenant | undefined;
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimiter | undefined;
  /** Undefined where every request needs credentials. */
  readonly anonymousTenant: AnonymousTenant | undefined;
}

/** An admitted request, or the response to a rejected one. */
export type AdmissionResult =
  | { readonly caller: Caller; readonly mount: MountMatch | undefined; readonly rejection?: undefined }
  | { readonly caller: Caller | undefined; readonly rejection: ScimResponse };

/**
 * Admits or rejects a request, before it can learn which endpoints exist.
 *
 * @param path - path of the request, still encoded.
 * @throws ScimError 403 for a caller of another tenant than the addressed one.
 */
export async function admit(request: ScimRequest, path: string, rules: AdmissionRules): Promise<AdmissionResult> {
  const mount = rules.matchMount(path);
  const tenant = rules.resolveTenant === undefined ? mount?.tenant : rules.resolveTenant(request);
  const caller = await rules.authenticate(tenant === undefined ? request : credentialsFor(request, tenant));
  if (caller === undefined) return admitAnonymously(request, path, mount, tenant, rules);
  if (typeof caller.tenant !== "string" || caller.tenant === "") {
    throw new TypeError("authenticate must name the tenant of every caller it recognizes, but named none.");
  }
  const wait = await rules.rateLimit?.(caller);
  if (wait !== undefined) return { caller, rejection: tooManyRequestsResponse(wait) };
  if (tenant !== undefined && caller.tenant !== tenant) {
    throw new ScimError("The credentials are those of another tenant.", { status: 403 });
  }
  // Both ways of naming a tenant must agree; otherwise a location would show a tenant that was not addressed.
  const isElsewhere = mount?.tenant !== undefined && mount.tenant !== caller.tenant;
  return { caller, mount: isElsewhere ? undefined : mount };
}

/** Admits a request that sends no credentials to an endpoint that needs none; rejects any other one. */
function admitAnonymously(
  request: ScimRequest,
  path: string,
  mount: MountMatch | undefined,
  addressedTenant: string | undefined,
  { anonymousTenant }: AdmissionRules,
): AdmissionResult {
  const isAnonymous = request.header("authorization") === undefined;
  const tenant =
    isAnonymous && mount !== undefined ? anonymousTenant?.(request, path, mount, addressedTenant) : undefined;
  // The path and the option `tenant` may both name a tenant; a location must not show a tenant that was not addressed.
  const isElsewhere = mount?.tenant !== undefined && mount.tenant !== tenant;
  if (tenant === undefined || isElsewhere) return { caller: undefined, rejection: unauthorizedResponse(request) };
  return { caller: { tenant }, mount };
}

function credentialsFor(request: ScimRequest, tenant: string): Credentials {
  return { method: request.method, url: request.url, header: (name) => request.header(name), tenant };
}

/** A challenge (RFC 7644 §2, RFC 6750 §3); it explains more only to a client that sent credentials. */
function unauthorizedResponse(request: ScimRequest): ScimResponse {
  const isRejected = request.header("authorization") !== undefined;
  return errorResponse(
    new ScimError(isRejected ? "The credentials were not accepted." : "The request needs credentials.", {
      status: 401,
    }),
    { "www-authenticate": isRejected ? 'Bearer error="invalid_token"' : "Bearer" },
  );
}

/** The longest `Retry-After` that a client gets, in seconds. */
const MAX_RETRY_AFTER = 86_400;

/**
 * RFC 6585 §4; `Retry-After` is in whole seconds (RFC 9110 §10.2.3). A limiter that returns no number means one second.
 */
function tooManyRequestsResponse(seconds: number): ScimResponse {
  const wait = Math.min(MAX_RETRY_AFTER, Math.max(1, Math.ceil(seconds) || 1));
  return errorResponse(new ScimError(`Too many requests; try again in ${wait} s.`, { status: 429 }), {
    "retry-after": String(wait),
  });
}
