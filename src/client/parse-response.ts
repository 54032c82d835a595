/**
 * From the JSON of an answer to typed resources and pages; everything else is "not SCIM".
 *
 * Services add attributes of their own and bend the types of others. What a schema does not know is left out in silence, as RFC 7643 §2.1 lets services
 * extend it; an attribute or an element whose value does not fit is left out with a warning. Only a resource that has no id, or lacks what it must have,
 * cannot be used.
 */
import { isScimError } from "../errors.ts";
import { isObject, readProperty } from "../internal/values.ts";
import type { Json, JsonObject } from "../models/attribute-tree.ts";
import { normalizeResource } from "../models/normalize.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { readMember } from "./read-member.ts";
import { notScim } from "./transport/map-error.ts";
import type { Reply } from "./transport/transport.ts";
import type { Page, Read, Stored, Unusable } from "./types.ts";

/** How an answer is read. */
export interface ReadContext<Resource extends object> {
  /** Type of the resources. */
  readonly type: ResourceType<Resource>;
  /** The call that was answered. */
  readonly reply: Reply;
  /** Told of what was left out. */
  readonly warn: (message: string) => void;
  /** Told of resources that cannot be used; without it they are errors. */
  readonly onUnusable?: ((unusable: Unusable) => void) | undefined;
  /** Whether the answer to a query by cursor is read, which need not have a total. */
  readonly byCursor?: boolean | undefined;
  /** What the answer holds: the `whole` of one resource (by default), a `part` of one, or `many` resources. */
  readonly holds?: "whole" | "part" | "many" | undefined;
}

type Fits<Result> = (value: JsonObject) => value is JsonObject & Result;

/**
 * Reads a whole resource. Its `schemas` are taken from the type and the extensions it carries: services send other URNs for the same schema, or none.
 *
 * @throws ScimRequestError `not_scim` when it has no id or lacks a required attribute.
 */
export function readResource<Resource extends object>(
  value: unknown,
  context: ReadContext<Resource>,
): Stored<Resource> {
  return readOne(value, context, wholeOf<Resource, Stored<Resource>>(context.type));
}

/** Reads a resource of which perhaps only some attributes were asked for. */
export function readPart<Resource extends object, Named extends string, Excluded extends string>(
  value: unknown,
  context: ReadContext<Resource>,
  isPart: boolean,
): Read<Resource, Named, Excluded> {
  type Result = Read<Resource, Named, Excluded>;
  const { type } = context;
  if (!isPart) return readOne(value, context, wholeOf<Resource, Result>(type));
  return readOne(value, { ...context, holds: "part" }, partOf<Resource, Result>(type));
}

function wholeOf<Resource extends object, Result>(type: ResourceType<Resource>): Fits<Result> {
  return (value): value is JsonObject & Result => type.zod.safeParse(value).success;
}

/** What was not asked for may be missing, in a complex attribute too. */
function partOf<Resource extends object, Result>(type: ResourceType<Resource>): Fits<Result> {
  return (value): value is JsonObject & Result => {
    const result = type.zod.safeParse(value);
    return result.success || result.error.issues.every(({ path }) => at(value, path) === undefined);
  };
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (place, key) => (typeof place === "object" && place !== null ? readProperty(place, String(key)) : undefined),
    value,
  );
}

function readOne<Resource extends object, Result>(
  value: unknown,
  context: ReadContext<Resource>,
  fits: Fits<Result>,
): Result {
  const read = tryRead(value, context, fits);
  if ("reason" in read) throw notScim(context.reply, read.reason);
  return read.resource;
}

function tryRead<Resource extends object, Result>(
  value: unknown,
  context: ReadContext<Resource>,
  fits: Fits<Result>,
): { readonly resource: Result } | Unusable {
  const { type } = context;
  const id = isObject(value) ? readMember(value, "id") : undefined;
  if (!isObject(value) || typeof id !== "string" || id === "") {
    return { id: undefined, reason: `a ${type.name} with an id` };
  }
  const resource = withVersion(withSchemas(normalized(value, context), type), context);
  if (fits(resource)) return { resource };
  const mended = withSchemas(withoutMisfits(resource, context, id), type);
  if (fits(mended)) return { resource: mended };
  return { id, reason: `a valid ${type.name} (${problemOf(mended, type)})` };
}

function withSchemas({ schemas: _given, ...resource }: JsonObject, type: ResourceType): JsonObject {
  const extensions = type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(resource, urn));
  return { schemas: [type.schema, ...extensions], ...resource };
}

/**
 * RFC 7644 §3.14: the version stands in the ETag header, and should stand in `meta.version` too. Where a part without `meta` was asked for, it stays
 * without; and the ETag of a list is the version of the list.
 */
function withVersion(resource: JsonObject, { reply, holds }: ReadContext<object>): JsonObject {
  const { answer, method } = reply;
  if (answer.etag === undefined || method === "DELETE" || holds === "many") return resource;
  const { meta = holds === "part" ? undefined : {} } = resource;
  if (meta === undefined || !isJsonObject(meta) || meta["version"] !== undefined) return resource;
  return { ...resource, meta: { ...meta, version: answer.etag } };
}

/** The version of the one resource that an answer holds, by its header or by itself. */
export function versionOf({ etag, body }: Reply["answer"]): string | undefined {
  const meta = isObject(body) ? readMember(body, "meta") : undefined;
  const version = isObject(meta) ? readMember(meta, "version") : undefined;
  return etag ?? (typeof version === "string" && version !== "" ? version : undefined);
}

function isJsonObject(value: Json): value is JsonObject {
  return isObject(value);
}

/** Normalises attribute by attribute when the whole cannot be: one that is spoilt spoils no other. */
function normalized(value: Readonly<Record<string, unknown>>, context: ReadContext<object>): JsonObject {
  const { type } = context;
  try {
    return normalizeResource(value, type);
  } catch (error) {
    if (!isScimError(error)) throw error;
  }
  const parts = Object.entries(value).map(([name, part]): JsonObject => {
    try {
      return normalizeResource({ [name]: part }, type);
    } catch (error) {
      if (!isScimError(error)) throw error;
      leftOut(error.detail, context, readMember(value, "id"));
      return {};
    }
  });
  return Object.assign({}, ...parts);
}

function leftOut(what: string, { type, reply, warn }: ReadContext<object>, id: unknown): void {
  const whose = typeof id === "string" ? ` ${id.slice(0, 100)}` : "";
  warn(
    `${reply.method} ${reply.path}: left out of ${type.name}${whose}, because the service sent it malformed: ${what}`,
  );
}

/** Without the values that do not fit their attribute: a whole attribute, or one element of a list. */
function withoutMisfits(resource: JsonObject, context: ReadContext<object>, id: string): JsonObject {
  const result = context.type.zod.safeParse(resource);
  const misfits = new Map<string, Set<number> | "all">();
  for (const { path } of result.error?.issues ?? []) {
    const [name, index] = path;
    if (typeof name !== "string" || resource[name] === undefined) continue;
    const known = misfits.get(name);
    if (typeof index !== "number" || known === "all") misfits.set(name, "all");
    else misfits.set(name, new Set([...(known ?? []), index]));
  }
  const entries = Object.entries(resource).flatMap(([name, value]): readonly [string, Json | undefined][] => {
    const wrong = misfits.get(name);
    if (wrong === undefined) return [[name, value]];
    leftOut(name, context, id);
    if (wrong === "all" || !Array.isArray(value)) return [];
    const rest = value.filter((_element, index) => !wrong.has(index));
    return rest.length === 0 ? [] : [[name, rest]];
  });
  return Object.fromEntries(entries);
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
 * Reads a ListResponse (RFC 7644 §3.4.2) of whole resources, or of parts of them.
 *
 * @throws ScimRequestError `not_scim`
 */
export function readPage<Resource extends object, Named extends string, Excluded extends string>(
  context: ReadContext<Resource>,
  isPart: boolean,
): Page<Read<Resource, Named, Excluded>> {
  type Result = Read<Resource, Named, Excluded>;
  const { reply, type, onUnusable, byCursor = false } = context;
  const one: ReadContext<Resource> = { ...context, holds: "many" };
  const { body, total, resources } = readListResponse(reply, byCursor);
  const fits = isPart ? partOf<Resource, Result>(type) : wholeOf<Resource, Result>(type);
  const usable: Result[] = [];
  for (const value of resources) {
    const read = tryRead(value, one, fits);
    if (!("reason" in read)) usable.push(read.resource);
    else if (onUnusable === undefined) throw notScim(reply, read.reason);
    else onUnusable({ id: read.id, reason: `expected ${read.reason}` });
  }
  const startIndex = readMember(body, "startIndex");
  const nextCursor = readMember(body, "nextCursor");
  return {
    resources: usable,
    unusable: resources.length - usable.length,
    ...(total === undefined ? {} : { totalResults: total }),
    ...(typeof startIndex === "number" ? { startIndex } : {}),
    ...(typeof nextCursor === "string" && nextCursor !== "" ? { nextCursor } : {}),
  };
}

/** A ListResponse as far as it is the same for all types. */
export interface RawPage {
  readonly body: Readonly<Record<string, unknown>>;
  readonly total: number | undefined;
  readonly resources: readonly unknown[];
}

/**
 * Reads the frame of a ListResponse. Its total may be absent with cursor paging only (RFC 9865 §2): elsewhere nothing would show that a list is cut.
 *
 * @throws ScimRequestError `not_scim`
 */
export function readListResponse(reply: Reply, byCursor: boolean): RawPage {
  const { body } = reply.answer;
  if (reply.answer.foreign || !isObject(body)) throw notScim(reply, "a ListResponse");
  const total = readMember(body, "totalResults");
  const mayLackTotal = byCursor || typeof readMember(body, "nextCursor") === "string";
  const isTotal = typeof total === "number" && Number.isInteger(total) && total >= 0;
  if (!isTotal && !(total === undefined && mayLackTotal)) throw notScim(reply, "a ListResponse");
  // RFC 7644 §3.4.2: `Resources` may be missing when there is none.
  const resources: unknown = readMember(body, "Resources") ?? [];
  if (!Array.isArray(resources)) throw notScim(reply, "a ListResponse with Resources");
  return { body, total: isTotal ? total : undefined, resources };
}
