/**
 * Resolves the members that a client names for a group: looks them up and describes them as the service knows them (RFC
 * 7643 §4.2).
 */
import { ScimError } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import { comparisonKey } from "../../internal/comparison-key.ts";
import type { AttributeNode, Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonList, isJsonObject } from "../../models/json.ts";
import { contextOmitting, type Exchange } from "../exchange/exchange.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { inBatches } from "../store/batches.ts";
import { displayNameOf } from "./group-membership.ts";
import { parseReference, type ResourceReference } from "./member-references.ts";

/** A resource whose members, if it has any, are resolved. */
export interface ResolvedGroup {
  readonly resource: JsonObject;
  /** The members that were not stored before, and that exist. */
  readonly added: readonly JsonObject[];
}

/** Members that a client names, resolved. */
interface ResolvedMembers {
  /** One element for each given one, in order. */
  readonly elements: readonly JsonObject[];
  /** The elements whose resource exists: all of them, unless the service accepts dangling members. */
  readonly existing: ReadonlySet<JsonObject>;
}

/**
 * Resolves the members of a whole group: stored members stay as they are, others are looked up, and each occurs once. A
 * resource without members is returned as it is.
 *
 * @param before - the stored group; undefined on create.
 * @throws ScimError 400 `invalidValue` for a member that does not exist.
 */
export function resolveGroup(
  exchange: Exchange,
  kind: ResourceKind,
  resource: JsonObject,
  before: JsonObject | undefined,
): Awaitable<ResolvedGroup> {
  const { members } = kind;
  const given = members === undefined ? undefined : resource[members.name];
  if (members === undefined || !isJsonList(given)) return { resource, added: [] };
  return resolveGiven(exchange, kind, members, given, resource, before);
}

async function resolveGiven(
  exchange: Exchange,
  kind: ResourceKind,
  members: AttributeNode,
  given: readonly Json[],
  resource: JsonObject,
  before: JsonObject | undefined,
): Promise<ResolvedGroup> {
  const stored = byKey(before?.[members.name], members);
  const unknown = new Map<string, JsonObject>();
  const keys = new Set<string>();
  for (const element of given) {
    const key = keyOf(element, members);
    keys.add(key);
    if (!stored.has(key) && isJsonObject(element)) unknown.set(key, element);
  }
  const { elements: found, existing } = await resolveMembers(exchange, kind, [...unknown.values()]);
  const resolved = new Map([...unknown.keys()].map((key, index) => [key, found[index]]));
  const named = [...keys].map((key) => stored.get(key) ?? resolved.get(key)).filter((element) => element !== undefined);
  // A client can name one member by `value` and again by `$ref`.
  const elements = new Map(named.map((element) => [keyOf(element, members), element]));
  const added = found.filter((element) => existing.has(element) && !stored.has(keyOf(element, members)));
  return { resource: { ...resource, [members.name]: [...elements.values()] }, added };
}

/**
 * Looks up the members that a client names, by `value` or by `$ref`.
 *
 * @returns elements with the `value`, `type` and `display` that the service knows. They hold no `$ref`, which depends
 * on where the service is reached.
 * @throws ScimError 400 `invalidValue` for a member that does not exist, unless the service accepts dangling members.
 */
export async function resolveMembers(
  exchange: Exchange,
  kind: ResourceKind,
  elements: readonly JsonObject[],
): Promise<ResolvedMembers> {
  const existing = new Set<JsonObject>();
  const resolved = await inBatches(elements, async (element) => {
    const { found, id } = await lookUpMember(exchange, kind, element);
    if (found !== undefined) existing.add(found);
    return found ?? danglingMember(exchange, kind, element, id);
  });
  return { elements: resolved, existing };
}

/**
 * The element for a member that does not exist, with what the client says about it.
 *
 * @throws ScimError 400 `invalidValue`, unless the service accepts dangling members.
 */
function danglingMember(exchange: Exchange, kind: ResourceKind, { type, display }: JsonObject, id: string): JsonObject {
  const { service } = exchange;
  if (service.profile.danglingMembers !== "accept") {
    const names = kind.memberKinds.map((candidate) => candidate.type.name);
    throw invalidMember(kind, `there is no ${names.join(" or ")} with the id "${id.slice(0, 100)}"`);
  }
  return {
    value: id,
    ...(typeof type === "string" && { type }),
    ...(typeof display === "string" && { display }),
  };
}

/** The element for the member that a client names, if it exists, and the member's id. */
async function lookUpMember(
  exchange: Exchange,
  kind: ResourceKind,
  element: JsonObject,
): Promise<{ readonly id: string; readonly found: JsonObject | undefined }> {
  const kinds = kind.memberKinds;
  const { id, type: named } = identifyMember(element, kind, kinds);
  // The type that a client states speeds the lookup up; a wrong one is corrected.
  const ordered = [...kinds].sort((a, b) => Number(isNamed(b, named)) - Number(isNamed(a, named)));
  for (const candidate of ordered) {
    const found = await findMember(exchange, candidate, id);
    if (found !== undefined) return { id, found };
  }
  return { id, found: undefined };
}

/** The id of a member and the type that the client states for it. */
function identifyMember(
  { value, type, $ref }: JsonObject,
  kind: ResourceKind,
  kinds: readonly ResourceKind[],
): { readonly id: string; readonly type: Json | undefined } | ResourceReference {
  if (typeof value === "string" && value !== "") return { id: value, type };
  const reference = parseReference($ref, kinds);
  if (reference === undefined) throw invalidMember(kind, 'a member needs a "value"');
  return reference;
}

/** A resource as an element of a list of members; undefined when it does not exist. */
export async function findMember(exchange: Exchange, kind: ResourceKind, id: string): Promise<JsonObject | undefined> {
  const { service, caller } = exchange;
  const context = contextOmitting(exchange, kind.members === undefined ? [] : [kind.members.name]);
  const resource = await service.store.get(caller.tenant, kind.type, id, context);
  return resource === undefined ? undefined : memberElement(resource, kind);
}

/** A resource as an element of a list of members. */
function memberElement(resource: JsonObject, { type }: ResourceKind): JsonObject {
  const display = displayNameOf(resource);
  const element = { value: String(resource["id"]), type: type.name };
  return display === undefined ? element : { ...element, display };
}

function isNamed({ type }: ResourceKind, name: Json | undefined): boolean {
  return typeof name === "string" && name.toLowerCase() === type.name.toLowerCase();
}

function byKey(value: Json | undefined, members: AttributeNode): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  if (!isJsonList(value)) return found;
  for (const element of value) if (isJsonObject(element)) found.set(keyOf(element, members), element);
  return found;
}

/** The identity of an element: its `value`, or everything it holds when it has none. */
function keyOf(element: Json, members: AttributeNode): string {
  const value = isJsonObject(element) ? element["value"] : undefined;
  return typeof value === "string" ? comparisonKey(value, members.subAttributes.get("value")) : JSON.stringify(element);
}

function invalidMember({ members }: ResourceKind, problem: string): ScimError {
  return new ScimError(`${members?.name ?? "members"}: ${problem}.`, { status: 400, scimType: "invalidValue" });
}
