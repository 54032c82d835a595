/** The members that a client names for a group: looked up, and described as the service knows them (RFC 7643 §4.2). */
import { ScimError } from "../../errors.ts";
import { comparable } from "../../internal/values.ts";
import type { AttributeNode, Json, JsonObject } from "../../models/attribute-tree.ts";
import { contextWithout, type Exchange } from "../exchange/exchange.ts";
import { isJsonList, isJsonObject } from "../http/json.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { inBatches } from "../store/batches.ts";
import { displayOf, memberKinds } from "./group-membership.ts";
import { readReference } from "./member-references.ts";

/** A group whose members are settled. */
export interface SettledGroup {
  readonly group: JsonObject;
  /** The elements that were not there before. */
  readonly added: readonly JsonObject[];
}

/**
 * Settles the members of a whole group: those that were there stay as they are, others are looked up; each is there once.
 *
 * @throws ScimError 400 `invalidValue` for a member that is not there.
 */
export async function settleGroup(
  exchange: Exchange,
  kind: ResourceKind,
  group: JsonObject,
  before: JsonObject | undefined,
): Promise<SettledGroup> {
  const { members } = kind;
  const given = members === undefined ? undefined : group[members.name];
  if (members === undefined || !isJsonList(given)) return { group, added: [] };
  const kept = byKey(before?.[members.name], members);
  const fresh = new Map<string, JsonObject>();
  const keys = new Set<string>();
  for (const element of given) {
    const key = keyOf(element, members);
    keys.add(key);
    if (!kept.has(key) && isJsonObject(element)) fresh.set(key, element);
  }
  const found = await lookUpMembers(exchange, kind, [...fresh.values()]);
  const byName = new Map([...fresh.keys()].map((key, index) => [key, found[index]]));
  const named = [...keys].map((key) => kept.get(key) ?? byName.get(key)).filter((element) => element !== undefined);
  // One member may have been named in two ways.
  const elements = new Map(named.map((element) => [keyOf(element, members), element]));
  const added = found.filter((element) => !kept.has(keyOf(element, members)));
  return { group: { ...group, [members.name]: [...elements.values()] }, added };
}

/**
 * Looks up the members that a client names, by `value` or by `$ref`.
 *
 * @returns elements with the `value`, `type` and `display` that the service knows. There is no `$ref` in them: it depends on where the service is reached.
 * @throws ScimError 400 `invalidValue` for a member that is not there.
 */
export async function lookUpMembers(
  exchange: Exchange,
  kind: ResourceKind,
  elements: readonly JsonObject[],
): Promise<readonly JsonObject[]> {
  return await inBatches(elements, (element) => lookUpMember(exchange, kind, element));
}

async function lookUpMember(exchange: Exchange, kind: ResourceKind, element: JsonObject): Promise<JsonObject> {
  const kinds = memberKinds(exchange, kind);
  const named = referredTo(element);
  // What a client says about the type helps to find the member, and is corrected where it is wrong.
  const ordered = [...kinds].sort((a, b) => Number(isNamed(b, named.type)) - Number(isNamed(a, named.type)));
  for (const candidate of ordered) {
    const element = await findMember(exchange, candidate, named.id);
    if (element !== undefined) return element;
  }
  const names = kinds.map(({ type }) => type.name).join(" or ");
  throw invalidMember(kind, `there is no ${names} with the id "${named.id.slice(0, 100)}"`);

  function referredTo({ value, type, $ref }: JsonObject) {
    if (typeof value === "string" && value !== "") return { id: value, type };
    const referred = readReference($ref, kinds);
    if (referred === undefined) throw invalidMember(kind, 'a member needs a "value"');
    return referred;
  }
}

/** A resource as an element of a list of members; undefined when it is not there. */
export async function findMember(exchange: Exchange, kind: ResourceKind, id: string): Promise<JsonObject | undefined> {
  const { service, caller } = exchange;
  const context = contextWithout(exchange, kind.members === undefined ? [] : [kind.members.name]);
  const resource = await service.store.get(caller.tenant, kind.type, id, context);
  return resource === undefined ? undefined : memberElement(resource, kind);
}

/** A resource as an element of a list of members. */
export function memberElement(resource: JsonObject, { type }: ResourceKind): JsonObject {
  const display = displayOf(resource);
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

/** What makes two elements the same: the `value`; without one, all that they say. */
function keyOf(element: Json, members: AttributeNode): string {
  const value = isJsonObject(element) ? element["value"] : undefined;
  return typeof value === "string" ? comparable(value, members.subAttributes.get("value")) : JSON.stringify(element);
}

function invalidMember({ members }: ResourceKind, problem: string): ScimError {
  return new ScimError(`${members?.name ?? "members"}: ${problem}.`, { status: 400, scimType: "invalidValue" });
}
