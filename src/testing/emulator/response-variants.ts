/**
 * Changes the responses of the SCIM handler to those of an emulator with other assumptions: another core schema, no
 * discovery, another duplicate status.
 */
import { isObject, readProperty } from "../../internal/values.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../../urns.ts";

const CORE_SCHEMA = { scim1: SCIM1_CORE_SCHEMA, scim2: USER_SCHEMA };

/** Replaces the core schema of users in a response. */
export async function withCoreSchema(response: Response, dialect: keyof typeof CORE_SCHEMA): Promise<Response> {
  if (response.body === null) return response;
  const wanted = CORE_SCHEMA[dialect];
  const translate = (value: unknown): unknown =>
    value === SCIM1_CORE_SCHEMA || value === USER_SCHEMA ? wanted : value;
  // Resources have `schemas`, resource types `schema`, and schemas `id`. Anywhere else, such a string is a value of a
  // user.
  const body: unknown = JSON.parse(await response.text(), (key: string, value: unknown) => {
    if (key === "schemas" && Array.isArray(value)) return [...new Set(value.map(translate))];
    return key === "schema" || key === "id" ? translate(value) : value;
  });
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(body), { status: response.status, headers });
}

/** Whether a path below the base URL is a discovery endpoint (RFC 7644 §4). */
export function isDiscovery(path: string): boolean {
  return /^\/(?:ServiceProviderConfig|ResourceTypes|Schemas)(?:\/|$)/i.test(path);
}

/** The error response of an endpoint that does not exist (RFC 7644 §3.12). */
export function endpointNotFound(status: 404 | 501): Response {
  const body = { schemas: [ERROR_MESSAGE], status: String(status), detail: "This endpoint does not exist." };
  return new Response(JSON.stringify(body), { status, headers: { "content-type": SCIM_MEDIA_TYPE } });
}

/** Replaces the status of a uniqueness error, in the body too (RFC 7644 §3.12). */
export async function withDuplicateStatus(response: Response, status: 409 | 400): Promise<Response> {
  if (status === response.status) return response;
  const body: unknown = JSON.parse(await response.text(), (key: string, value: unknown) =>
    key === "status" ? String(status) : value,
  );
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(body), { status, headers });
}

/** The userName, which is the email address, of the user that a response reports as created; empty if there is none. */
export async function createdUserNames(response: Response): Promise<readonly string[]> {
  if (response.status !== 201) return [];
  const body: unknown = await response.clone().json();
  const userName = isObject(body) ? readProperty(body, "userName") : undefined;
  return typeof userName === "string" ? [userName] : [];
}
