/** Lets a request in: which tenant it addresses, who is calling, and whether that caller may call now. */
import { ScimError } from "../../errors.ts";
import type { ScimAnswer, ScimCall } from "../http/messages.ts";
import type { Mount, Mounted } from "../http/mount.ts";
import { answerError } from "../http/respond.ts";
import type { Authenticate, Caller } from "./bearer-token.ts";
import type { RateLimiter } from "./rate-limit.ts";

/** What the tenant of a request is found by. */
export type Address = Pick<ScimCall, "method" | "url" | "origin" | "header">;

/** Names the tenant that a request addresses, such as the first label of the host in `origin`; undefined where it names none. */
export type AddressedTenant = (address: Address) => string | undefined;

/** What decides about letting in. */
export interface Admission {
  readonly mount: Mount;
  readonly tenant: AddressedTenant | undefined;
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimiter | undefined;
}

/** A request that was let in, or the answer to one that was not. */
export type Admitted =
  | { readonly caller: Caller; readonly mounted: Mounted | undefined; readonly refusal?: undefined }
  | { readonly caller: Caller | undefined; readonly refusal: ScimAnswer };

/**
 * Lets a request in. Nobody learns before that which endpoints there are.
 *
 * @param path - of the request, still encoded.
 * @throws ScimError 403 for a caller of another tenant than the one that is addressed.
 */
export async function admit(call: ScimCall, path: string, admission: Admission): Promise<Admitted> {
  const { mount, authenticate, rateLimit } = admission;
  const mounted = mount(path);
  const tenant = admission.tenant === undefined ? mounted?.tenant : admission.tenant(call);
  const caller = await authenticate(tenant === undefined ? call : addressed(call, tenant));
  if (caller === undefined) return { caller, refusal: answerUnauthorized(call) };
  if (typeof caller.tenant !== "string" || caller.tenant === "") {
    throw new TypeError("authenticate must name the tenant of every caller it recognises, and named none.");
  }
  const wait = await rateLimit?.(caller);
  if (wait !== undefined) return { caller, refusal: answerTooMany(wait) };
  if (tenant !== undefined && caller.tenant !== tenant) {
    throw new ScimError("The credentials are those of another tenant.", { status: 403 });
  }
  // Both ways of naming a tenant have to agree, or a location would show one that was not asked.
  const isElsewhere = mounted?.tenant !== undefined && mounted.tenant !== caller.tenant;
  return { caller, mounted: isElsewhere ? undefined : mounted };
}

function addressed(call: ScimCall, tenant: string) {
  return { method: call.method, url: call.url, header: (name: string) => call.header(name), tenant };
}

/** RFC 7644 §2 and RFC 6750 §3: a challenge, which says more only to somebody who tried. */
function answerUnauthorized(call: ScimCall): ScimAnswer {
  const isRefused = call.header("authorization") !== undefined;
  return answerError(
    new ScimError(isRefused ? "The credentials were not accepted." : "The request needs credentials.", { status: 401 }),
    { "www-authenticate": isRefused ? 'Bearer error="invalid_token"' : "Bearer" },
  );
}

/** The longest wait that is asked of a client, in seconds. */
const LONGEST_WAIT = 86_400;

/** RFC 6585 §4; `Retry-After` is in whole seconds (RFC 9110 §10.2.3). What a limiter says that is no number is a wait of one second. */
function answerTooMany(seconds: number): ScimAnswer {
  const wait = Math.min(LONGEST_WAIT, Math.max(1, Math.ceil(seconds) || 1));
  return answerError(new ScimError(`Too many requests; try again in ${wait} s.`, { status: 429 }), {
    "retry-after": String(wait),
  });
}
