/**
 * Parses the JSON of responses into typed resources and pages; everything else is "not SCIM".
 *
 * Services add attributes and send values of other types. What a schema does not know is left out silently, because RFC
 * 7643 §2.1 lets services extend it; an attribute or an element with an invalid value is left out with a warning. Only
 * a resource without an id or a required attribute cannot be used.
 */
import { isScimError } from "../errors.ts";
import { deepEqual, isObject, readProperty } from "../internal/values.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { isJsonObject } from "../models/json.ts";
import { normalizeResource } from "../models/normalize.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { readMember } from "./read-member.ts";
import type { CompletedCall } from "./transport/call-record.ts";
import { notScimError } from "./transport/map-error.ts";
import type { ScimResponse } from "./transport/response.ts";
import type { InvalidResource, Page, ProjectedResource, WithId } from "./types.ts";
import { invalidPlaces, withoutPlaces } from "./values/invalid-places.ts";
import { withReadableValues } from "./values/readable-values.ts";

/** How a response is parsed. */
export interface ParseContext<Resource extends object> {
  /** Type of the resources. */
  readonly type: ResourceType<Resource>;
  /** The call that got the response. */
  readonly call: CompletedCall;
  /** Logs what was left out. */
  readonly warn: (fields: object, message: string) => void;
  /** Called for resources that cannot be used; without it they are errors. */
  readonly onInvalidResource?: ((resource: InvalidResource) => void) | undefined;
  /** Whether the response belongs to a query by cursor, which need not have a total. */
  readonly byCursor?: boolean | undefined;
  /** What the response contains: one `whole` resource (the default), a `projection` of one, or `many` resources. */
  readonly content?: "whole" | "projection" | "many" | undefined;
}

type Members = Readonly<Record<string, unknown>>;

type Guard<Result> = (value: JsonObject) => value is JsonObject & Result;

/**
 * Parses a whole resource. Its `schemas` are those of the type and of the extensions it has, because services send
 * other URNs for the same schema, or none.
 *
 * @throws ScimRequestError `not_scim` when it has no id or lacks a required attribute.
 */
export function parseResource<Resource extends object>(
  value: unknown,
  context: ParseContext<Resource>,
): WithId<Resource> {
  return parseOne(value, context, isWhole<Resource, WithId<Resource>>(context.type));
}

/** Parses a resource of which perhaps only some attributes were requested. */
export function parseProjection<Resource extends object, Included extends string, Excluded extends string>(
  value: unknown,
  context: ParseContext<Resource>,
  isProjected: boolean,
): ProjectedResource<Resource, Included, Excluded> {
  type Result = ProjectedResource<Resource, Included, Excluded>;
  const { type } = context;
  if (!isProjected) return parseOne(value, context, isWhole<Resource, Result>(type));
  return parseOne(value, { ...context, content: "projection" }, isProjectionOf<Resource, Result>(type));
}

function isWhole<Resource extends object, Result>(type: ResourceType<Resource>): Guard<Result> {
  return (value): value is JsonObject & Result => type.zod.safeParse(value).success;
}

/** Attributes that were not requested may be missing, in complex attributes too. */
function isProjectionOf<Resource extends object, Result>(type: ResourceType<Resource>): Guard<Result> {
  return (value): value is JsonObject & Result => {
    const result = type.zod.safeParse(value);
    return result.success || result.error.issues.every(({ path }) => valueAt(value, path) === undefined);
  };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (parent, key) => (typeof parent === "object" && parent !== null ? readProperty(parent, String(key)) : undefined),
    value,
  );
}

function parseOne<Resource extends object, Result>(
  value: unknown,
  context: ParseContext<Resource>,
  guard: Guard<Result>,
): Result {
  const parsed = tryParse(value, context, guard);
  if ("reason" in parsed) throw notScimError(context.call, parsed.reason);
  return parsed.resource;
}

function tryParse<Resource extends object, Result>(
  value: unknown,
  context: ParseContext<Resource>,
  guard: Guard<Result>,
): { readonly resource: Result } | InvalidResource {
  const { type } = context;
  const id = isObject(value) ? readId(value) : undefined;
  if (!isObject(value) || id === undefined) return { id: undefined, reason: `a ${type.name} with an id` };
  const complete = (resource: JsonObject): JsonObject => withVersion(withSchemas(resource, type), context);
  const asSent = tryNormalize(value, type);
  const whole = asSent && complete(asSent);
  if (whole !== undefined && guard(whole)) return { resource: whole };
  const readable = complete(normalize(withReadableValues(value, type.tree), context));
  if (guard(readable)) return { resource: readable };
  const rest = withSchemas(withoutInvalidValues(readable, context, id), type);
  if (guard(rest)) return { resource: rest };
  return { id, reason: `a valid ${type.name} (${problemOf(rest, type)})` };
}

/** The id of a resource; some services send numbers. */
function readId(value: object): string | undefined {
  const id = readMember(value, "id");
  if (typeof id === "string" && id !== "") return id;
  return Number.isSafeInteger(id) ? String(id) : undefined;
}

function withSchemas({ schemas: _sent, ...resource }: JsonObject, type: ResourceType): JsonObject {
  const extensions = type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(resource, urn));
  return { schemas: [type.schema, ...extensions], ...resource };
}

/**
 * RFC 7644 §3.14: the version is in the ETag header, and should be in `meta.version` too. A projection without `meta`
 * stays without it, and the ETag of a list is the version of the list.
 */
function withVersion(resource: JsonObject, { call, content }: ParseContext<object>): JsonObject {
  const { response, method } = call;
  if (response.etag === undefined || method === "DELETE" || content === "many") return resource;
  const { meta = content === "projection" ? undefined : {} } = resource;
  if (meta === undefined || !isJsonObject(meta) || meta["version"] !== undefined) return resource;
  return { ...resource, meta: { ...meta, version: response.etag } };
}

/** The version of the one resource in a response, from the header or the resource. */
export function versionOf({ etag, body }: ScimResponse): string | undefined {
  const meta = isObject(body) ? readMember(body, "meta") : undefined;
  const version = isObject(meta) ? readMember(meta, "version") : undefined;
  return etag ?? (typeof version === "string" && version !== "" ? version : undefined);
}

function tryNormalize(value: Members, type: ResourceType): JsonObject | undefined {
  try {
    return normalizeResource(value, type);
  } catch (error) {
    if (!isScimError(error)) throw error;
    return undefined;
  }
}

/**
 * Normalizes attribute by attribute when the whole cannot be, in extensions too, so that one malformed attribute does
 * not spoil the others.
 */
function normalize(value: Members, context: ParseContext<object>): JsonObject {
  const { type } = context;
  const whole = tryNormalize(value, type);
  if (whole !== undefined) return whole;
  const id = readMember(value, "id");
  const parts = Object.entries(value).flatMap(([name, member]): readonly JsonObject[] => {
    const extension = type.tree.extensions.get(name.toLowerCase());
    if (extension === undefined || !isObject(member)) return normalizePart({ [name]: member }, context, id);
    const inner = Object.entries(member).flatMap(([attribute, own]) =>
      normalizePart({ [extension.urn]: { [attribute]: own } }, context, id),
    );
    return [{ [extension.urn]: Object.assign({}, ...inner.map((part) => part[extension.urn])) }];
  });
  return Object.assign({}, ...parts);
}

function normalizePart(part: Members, context: ParseContext<object>, id: unknown): readonly JsonObject[] {
  try {
    return [normalizeResource(part, context.type)];
  } catch (error) {
    if (!isScimError(error)) throw error;
    warnDropped(error.detail, context, id);
    return [];
  }
}

function warnDropped(problem: string, { type, call, warn }: ParseContext<object>, id: unknown): void {
  const { method, path } = call;
  const shortId = typeof id === "string" ? id.slice(0, 100) : undefined;
  const resource = shortId === undefined ? type.name : `${type.name} ${shortId}`;
  warn(
    { method, path, resourceType: type.name, id: shortId },
    `${method} ${path}: left out of ${resource}, because the service sent it malformed: ${problem}`,
  );
}

/**
 * Leaves out the values that do not fit their attribute: an element of a list, a sub-attribute, an attribute of an
 * extension, or a whole attribute.
 */
function withoutInvalidValues(resource: JsonObject, context: ParseContext<object>, id: string): JsonObject {
  const places = invalidPlaces(resource, context.type);
  const names = new Set(places.map((place) => place.filter((key) => typeof key === "string").join(".")));
  for (const name of names) warnDropped(name, context, id);
  const rest = withoutPlaces(resource, places);
  return isJsonObject(rest) ? rest : {};
}

function problemOf(resource: JsonObject, type: ResourceType): string {
  try {
    type.validate(resource);
    return "unknown problem";
  } catch (error) {
    return isScimError(error) ? error.detail : "unknown problem";
  }
}

/**
 * Parses a ListResponse (RFC 7644 §3.4.2) of whole resources, or of projections.
 *
 * @throws ScimRequestError `not_scim`
 */
export function parsePage<Resource extends object, Included extends string, Excluded extends string>(
  context: ParseContext<Resource>,
  isProjected: boolean,
): Page<ProjectedResource<Resource, Included, Excluded>> {
  type Result = ProjectedResource<Resource, Included, Excluded>;
  const { call, type, onInvalidResource, byCursor = false } = context;
  const { body, total, resources } = parseListResponse(call, byCursor);
  const guard = isProjected ? isProjectionOf<Resource, Result>(type) : isWhole<Resource, Result>(type);
  const valid: Result[] = [];
  for (const value of resources) {
    const parsed = tryParse(value, { ...context, content: "many" }, guard);
    if (!("reason" in parsed)) valid.push(parsed.resource);
    else if (onInvalidResource === undefined) throw notScimError(call, parsed.reason);
    else onInvalidResource({ id: parsed.id, reason: `expected ${parsed.reason}` });
  }
  const startIndex = readMember(body, "startIndex");
  return {
    ...collapseDuplicates(valid),
    invalidResources: resources.length - valid.length,
    ...(total === undefined ? {} : { totalResults: total }),
    ...(typeof startIndex === "number" ? { startIndex } : {}),
    ...nextCursorOf(body),
  };
}

/**
 * Leaves out resources that are identical to another one of the page. Two with the same id that differ both stay,
 * because nothing shows which one holds.
 */
export function collapseDuplicates<Resource extends { readonly id: string }>(
  all: readonly Resource[],
): Pick<Page<Resource>, "resources" | "duplicates"> {
  const first = new Map<string, Resource>();
  const resources = all.filter((resource) => {
    const other = first.get(resource.id);
    if (other === undefined) first.set(resource.id, resource);
    return other === undefined || !deepEqual(other, resource);
  });
  return { resources, duplicates: all.length - resources.length };
}

/** The cursor of the next page, if the response has one. */
export function nextCursorOf(body: object): Pick<Page<unknown>, "nextCursor"> {
  const nextCursor = readMember(body, "nextCursor");
  return typeof nextCursor === "string" && nextCursor !== "" ? { nextCursor } : {};
}

/** A ListResponse, with its resources still unparsed. */
interface RawPage {
  readonly body: Readonly<Record<string, unknown>>;
  readonly total: number | undefined;
  readonly resources: readonly unknown[];
}

/**
 * Parses the frame of a ListResponse. Its total may be missing with cursor paging only (RFC 9865 §2); otherwise nothing
 * would show that a list is cut short.
 *
 * @throws ScimRequestError `not_scim`
 */
export function parseListResponse(call: CompletedCall, byCursor: boolean): RawPage {
  const { body, hasForeignBody } = call.response;
  if (hasForeignBody || !isObject(body)) throw notScimError(call, "a ListResponse");
  const total = readMember(body, "totalResults");
  const mayLackTotal = byCursor || typeof readMember(body, "nextCursor") === "string";
  const isTotal = typeof total === "number" && Number.isInteger(total) && total >= 0;
  if (!isTotal && !(total === undefined && mayLackTotal)) throw notScimError(call, "a ListResponse");
  // RFC 7644 §3.4.2: `Resources` may be missing when there are none.
  const resources: unknown = readMember(body, "Resources") ?? [];
  if (!Array.isArray(resources)) throw notScimError(call, "a ListResponse with Resources");
  return { body, total: isTotal ? total : undefined, resources };
}
