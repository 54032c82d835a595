/** `PATCH /Users/{id}` (RFC 7644 §3.5.2): reads the operations, applies them, and answers. */
import { ScimError, type ScimType } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import { isObject } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { applyPatch, type MembershipChanges, membershipChanges, type PatchOperation } from "../../patch/index.ts";
import { operationMember } from "../../patch/operation.ts";
import type { Limits } from "../../profile/service-profile.ts";
import { PATCH_OP } from "../../urns.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { notFound } from "../exchange/preconditions.ts";
import { withMemberValues } from "../groups/member-references.ts";
import { changeMembers } from "../groups/membership-writes.ts";
import { type JsonBody, readJsonBody, requireSchema } from "../http/json-body.ts";
import type { ScimResponse } from "../http/messages.ts";
import { emptyResponse } from "../http/respond.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import type { Projector } from "../resource-type/projection.ts";
import { etagHeader } from "../store/meta.ts";
import { rejectLongLists } from "./list-limit.ts";
import { patchOptionsOf } from "./patch-options.ts";
import { applyLimitations } from "./read-resource.ts";
import { prepareResponse, projectorFor, readContext, resourceAsServed, resourceResponse } from "./representation.ts";
import { updateResource } from "./write-resource.ts";

/** Patches a resource. A change of single members of a group is made by key, without reading the other members. */
export async function patchResource(exchange: Exchange, kind: ResourceKind): Promise<ScimResponse> {
  const operations = await readOperations(exchange, kind);
  const project = projectorFor(exchange, kind, kind.specifiedIn(operations));
  const memberships = membershipChangesIn(operations, exchange, kind);
  const changesMembersOnly = memberships !== undefined || touchesMembersOnly(operations, kind);
  const respond = changesMembersOnly ? undefined : await prepareResponse(exchange, kind, project);
  const after =
    memberships !== undefined && exchange.service.store.changeMembers !== undefined
      ? await changeMembers(exchange, kind, memberships)
      : await updateResource(exchange, kind, (before) => applyOperations(operations, before, exchange, kind));
  return respond?.(after) ?? (await membershipResponse(after, exchange, kind, project));
}

async function readOperations({ request, service }: Exchange, kind: ResourceKind): Promise<readonly PatchOperation[]> {
  const { limits } = service.profile;
  const operations = parsePatchRequest(await readJsonBody(request, limits), limits);
  return kind.members === undefined ? operations : withMemberValues(operations, kind.members, kind.memberKinds);
}

function applyOperations(
  operations: readonly PatchOperation[],
  before: JsonObject,
  exchange: Exchange,
  kind: ResourceKind,
): Awaitable<JsonObject> {
  // An operation may name a member by the URL that clients see, or repeat what they were served. It is not stored.
  const mentionsGroups = kind.groups !== undefined && mentions(operations, kind.groups.name);
  const needsServed = mentionsGroups || kind.members !== undefined || mentions(operations, "meta");
  if (!needsServed) return applyTo(before, operations, before, exchange, kind);
  return resourceAsServed(exchange, kind, before, mentionsGroups).then((served) =>
    applyTo(served, operations, before, exchange, kind),
  );
}

/** @param seen - the stored resource, with or without what its representation adds. */
function applyTo(
  seen: JsonObject,
  operations: readonly PatchOperation[],
  before: JsonObject,
  { service }: Exchange,
  kind: ResourceKind,
): JsonObject {
  const patched = applyPatch(seen, operations, kind.type, {
    ...patchOptionsOf(service.profile),
    validate: (resource) => kind.type.validate(resource),
  });
  if (patched === seen) return before;
  const after = seen === before ? patched : withStoredParts(patched, before, kind);
  kind.rejectBlankStrings(after, before);
  rejectLongLists(after, seen, kind, service.profile.limits);
  return applyLimitations(after, before, service);
}

/**
 * Whether operations may name an attribute that only a representation has in full: computing it is costly, and few
 * requests repeat it. Longer names that contain its name count as well.
 */
function mentions(operations: readonly PatchOperation[], attribute: string): boolean {
  const name = attribute.toLowerCase();
  const isNamed = (path: string): boolean => path.toLowerCase().includes(name);
  return operations.some(({ path, value }) => {
    if (path !== undefined && isNamed(path)) return true;
    if (!isObject(value)) return false;
    // The core attributes may be grouped under the URN of their schema.
    return Object.entries(value).some(
      ([key, part]) => isNamed(key) || (isObject(part) && Object.keys(part).some(isNamed)),
    );
  });
}

/** A patched resource without the parts that its representation had added; no operation can change them. */
function withStoredParts(patched: JsonObject, { meta }: JsonObject, { groups }: ResourceKind): JsonObject {
  const stored: Record<string, JsonObject[string]> = meta === undefined ? { ...patched } : { ...patched, meta };
  if (groups !== undefined && Object.hasOwn(stored, groups.name)) Reflect.deleteProperty(stored, groups.name);
  return stored;
}

/**
 * The members that a request adds and removes; undefined for any other request, and where a limitation may reject the
 * change.
 */
function membershipChangesIn(
  operations: readonly PatchOperation[],
  { service }: Exchange,
  { type, members }: ResourceKind,
): MembershipChanges | undefined {
  if (members === undefined || service.profile.limitations.length > 0) return undefined;
  const changes = membershipChanges(operations, type, patchOptionsOf(service.profile));
  return changes?.attribute === members.path ? changes : undefined;
}

function touchesMembersOnly(operations: readonly PatchOperation[], { type, members }: ResourceKind): boolean {
  if (members === undefined || operations.length === 0) return false;
  const name = members.name.toLowerCase();
  const prefix = `${type.schema.toLowerCase()}:`;
  return operations.every(({ path }) => {
    const qualified = path?.trim().toLowerCase() ?? "";
    const local = qualified.startsWith(prefix) ? qualified.slice(prefix.length) : qualified;
    return local.split(/[.[\s]/, 1)[0] === name;
  });
}

/**
 * RFC 7644 §3.5.2 lets a service respond with 204: a group of thousands is not sent back for one member, unless the
 * client asks for attributes.
 */
async function membershipResponse(
  after: JsonObject,
  exchange: Exchange,
  kind: ResourceKind,
  project: Projector,
): Promise<ScimResponse> {
  const { service, caller, parameters, id } = exchange;
  if (!parameters.has("attributes") && !parameters.has("excludedAttributes")) {
    return emptyResponse(204, service.profile.capabilities.etag ? etagHeader(after) : {});
  }
  const context = readContext(exchange, kind, project);
  const resource = await service.store.get(caller.tenant, kind.type, id, context);
  if (resource === undefined) throw notFound(kind.type, id);
  return await resourceResponse(resource, exchange, kind, project);
}

/**
 * The operations of a PATCH request.
 *
 * @throws ScimError 400 `invalidSyntax` for another message, `invalidPath` for a path that is not a string or is too
 * long; 413 for too many operations.
 */
function parsePatchRequest(body: JsonBody, limits: Limits): readonly PatchOperation[] {
  requireSchema(body, [PATCH_OP]);
  const operations = Object.entries(body).find(([name]) => name.toLowerCase() === "operations")?.[1];
  if (!Array.isArray(operations)) throw invalid("invalidSyntax", 'A PATCH request needs a list of "Operations".');
  if (operations.length > limits.patchOperations) {
    throw new ScimError(`A PATCH request may have at most ${limits.patchOperations} operations.`, { status: 413 });
  }
  return operations.map((operation, index) => parseOperation(operation, index, limits));
}

function parseOperation(operation: unknown, index: number, limits: Limits): PatchOperation {
  if (!isObject(operation)) throw invalid("invalidSyntax", `Operations[${index}] must be an object.`);
  const op = operationMember(operation, "op");
  const path = operationMember(operation, "path");
  const value = operationMember(operation, "value");
  if (typeof op !== "string") throw invalid("invalidSyntax", `Operations[${index}] needs an "op".`);
  // .NET clients write an absent path as null.
  if (path === undefined || path === null) return { op, value };
  if (typeof path !== "string") throw invalid("invalidPath", `The path of Operations[${index}] must be a string.`);
  if (path.length > limits.filterLength) {
    throw invalid("invalidPath", `The path of Operations[${index}] is longer than ${limits.filterLength} characters.`);
  }
  return { op, path, value };
}

function invalid(scimType: ScimType, detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType });
}
