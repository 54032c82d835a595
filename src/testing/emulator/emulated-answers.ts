/**
 * Answers of the emulator where it differs from the handler beneath: another core schema, no discovery.
 */
import { isObject, readProperty } from "../../internal/values.ts";
import { ERROR_MESSAGE, SCIM_MEDIA_TYPE, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../../urns.ts";

const CORE_SCHEMA = { scim1: SCIM1_CORE_SCHEMA, scim2: USER_SCHEMA };

/** The same answer with one core schema of users, whichever of the two it named. */
export async function inDialect(answer: Response, dialect: keyof typeof CORE_SCHEMA): Promise<Response> {
  if (answer.body === null) return answer;
  const wanted = CORE_SCHEMA[dialect];
  const translate = (value: unknown): unknown =>
    value === SCIM1_CORE_SCHEMA || value === USER_SCHEMA ? wanted : value;
  // `schemas` stands in resources, `schema` in resource types, `id` in schemas: elsewhere such a text is somebody's value.
  const body: unknown = JSON.parse(await answer.text(), (key: string, value: unknown) => {
    if (key === "schemas" && Array.isArray(value)) return [...new Set(value.map(translate))];
    return key === "schema" || key === "id" ? translate(value) : value;
  });
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(body), { status: answer.status, headers });
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

/** The answer to a value that is taken, with another status than 409; in the body too (RFC 7644 §3.12). */
export async function withDuplicateStatus(answer: Response, status: 409 | 400): Promise<Response> {
  if (status === answer.status) return answer;
  const body: unknown = JSON.parse(await answer.text(), (key: string, value: unknown) =>
    key === "status" ? String(status) : value,
  );
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(body), { status, headers });
}

/** The userName, which is the email address, of the user that an answer says was created. */
export async function createdUserName(answer: Response): Promise<readonly string[]> {
  if (answer.status !== 201) return [];
  const body: unknown = await answer.clone().json();
  const userName = isObject(body) ? readProperty(body, "userName") : undefined;
  return typeof userName === "string" ? [userName] : [];
}
