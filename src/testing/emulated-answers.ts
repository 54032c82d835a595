/**
 * Answers of the emulator where it differs from the handler beneath: another core schema, no discovery.
 */
import { isObject } from "../internal/values.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../urns.ts";

/** The core schema that the body of a request names in `schemas`; undefined where it names none. */
export function coreSchemaOf(text: string): "scim1" | "scim2" | undefined {
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  const schemas = isObject(body) ? body["schemas"] : undefined;
  if (!Array.isArray(schemas)) return undefined;
  if (schemas.includes(USER_SCHEMA)) return "scim2";
  return schemas.includes(SCIM1_CORE_SCHEMA) ? "scim1" : undefined;
}

/** The same answer with SCIM 1.1's core schema in place of SCIM 2.0's. */
export async function inScim1(answer: Response): Promise<Response> {
  if (answer.body === null) return answer;
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  const text = await answer.text();
  const body = text.replaceAll(`"${USER_SCHEMA}"`, `"${SCIM1_CORE_SCHEMA}"`);
  return new Response(body, { status: answer.status, headers });
}

/** Whether a path below the base URL is a discovery endpoint (RFC 7644 §4). */
export function isDiscovery(path: string): boolean {
  return /^\/(?:ServiceProviderConfig|ResourceTypes|Schemas)(?:\/|$)/i.test(path);
}

/** The refusal of an endpoint that the service does not have (RFC 7644 §3.12). */
export function refused(status: 404 | 501): Response {
  const body = { schemas: [ERROR_MESSAGE], status: String(status), detail: "This endpoint does not exist." };
  return new Response(JSON.stringify(body), { status, headers: { "content-type": SCIM_MEDIA_TYPE } });
}
