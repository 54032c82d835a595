/**
 * From the JSON of an answer to typed resources and pages; everything else is "not SCIM".
 */
import { isScimError } from "../errors.ts";
import { isObject, readProperty } from "../internal/values.ts";
import { normalizeResource } from "../models/normalize.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { notScim } from "./failure.ts";
import type { Reply } from "./transport.ts";
import type { Page, Stored } from "./types.ts";

/**
 * Reads a resource. Its `schemas` are taken from the type and the extensions it carries: services send other URNs for the same schema, or none.
 *
 * @throws ScimRequestError `not_scim` when it has no id or its attributes do not have the types of their schema.
 */
export function readResource<Resource extends object>(
  value: unknown,
  type: ResourceType<Resource>,
  reply: Reply,
): Stored<Resource> {
  const id = isObject(value) ? readProperty(value, "id") : undefined;
  if (!isObject(value) || typeof id !== "string" || id === "") throw notScim(reply, `a ${type.name} with an id`);
  try {
    const resource = normalizeResource(value, type);
    const extensions = type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(resource, urn));
    return { ...type.validate({ ...resource, schemas: [type.schema, ...extensions] }), id };
  } catch (error) {
    if (!isScimError(error)) throw error;
    throw notScim(reply, `a valid ${type.name} (${error.detail})`);
  }
}

/**
 * Reads a ListResponse (RFC 7644 §3.4.2).
 *
 * @throws ScimRequestError `not_scim`
 */
export function readPage<Resource extends object>(reply: Reply, type: ResourceType<Resource>): Page<Stored<Resource>> {
  const { body } = reply.answer;
  const total = isObject(body) ? readProperty(body, "totalResults") : undefined;
  if (!isObject(body) || typeof total !== "number" || !Number.isInteger(total) || total < 0) {
    throw notScim(reply, "a ListResponse");
  }
  // RFC 7644 §3.4.2: `Resources` may be missing when there is none.
  const resources: unknown = readProperty(body, "Resources") ?? [];
  if (!Array.isArray(resources)) throw notScim(reply, "a ListResponse with Resources");
  const startIndex = readProperty(body, "startIndex");
  const nextCursor = readProperty(body, "nextCursor");
  return {
    resources: resources.map((value: unknown) => readResource(value, type, reply)),
    totalResults: total,
    ...(typeof startIndex === "number" ? { startIndex } : {}),
    ...(typeof nextCursor === "string" && nextCursor !== "" ? { nextCursor } : {}),
  };
}
