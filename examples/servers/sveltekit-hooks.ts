/**
 * SCIM in SvelteKit: save this file as `src/hooks.server.ts`, beside `csrf: { trustedOrigins: ["*"] }` in the options
 * of `sveltekit()`, or in `kit` of `svelte.config.js` before version 3.
 *
 * In production SvelteKit rejects what a form of another site might send: a change from another origin whose content
 * type is that of a form or missing. A provisioning service's DELETE has neither an origin nor a content type. So
 * SvelteKit's check is off, and this file checks every path but SCIM, where a token authenticates the caller, which no
 * browser sends by itself.
 */
import { BASE_PATH } from "./service.ts";

/** The part of the input of SvelteKit's `Handle` that is needed. */
interface HandleInput<Event> {
  readonly event: Event & { readonly request: Request; readonly url: URL };
  resolve(event: Event): Response | Promise<Response>;
}

const CHANGES = ["POST", "PUT", "PATCH", "DELETE"];
const FORMS = [
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
  "application/x-sveltekit-formdata",
];

/** Refuses forms of other sites, but for SCIM. */
export function handle<Event>({ event, resolve }: HandleInput<Event>): Response | Promise<Response> {
  const { request, url } = event;
  if (!url.pathname.startsWith(`${BASE_PATH}/`) && isForeignForm(request, url.origin)) {
    return new Response("Forms of other sites are refused", { status: 403 });
  }
  return resolve(event);
}

function isForeignForm({ method, headers }: Request, origin: string): boolean {
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return CHANGES.includes(method) && (type === "" || FORMS.includes(type)) && headers.get("origin") !== origin;
}
