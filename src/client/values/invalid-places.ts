/** Finds the values of a resource that do not fit their attribute, and leaves them out. */
import { readProperty } from "../../internal/values.ts";
import type { AttributeNode, Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonList, isJsonObject } from "../../models/json.ts";
import type { ResourceType } from "../../models/resource-type.ts";

/** The names and positions that lead to a value. */
type Place = readonly PropertyKey[];

/**
 * Where values are invalid: the smallest that can be left out, which is an element of a list, a sub-attribute, an
 * attribute of an extension, or a whole attribute or extension where it would lack something required.
 *
 * @param resource - with canonical names
 */
export function invalidPlaces(resource: JsonObject, type: ResourceType): readonly Place[] {
  const issues = type.zod.safeParse(resource).error?.issues ?? [];
  return issues.flatMap(({ path: [name, ...rest] }) => {
    if (name === undefined || readProperty(resource, String(name)) === undefined) return [];
    const extension = type.tree.extensions.get(String(name).toLowerCase());
    const value = resource[String(name)];
    if (extension === undefined) {
      return [[name, ...placeWithin(value, rest, type.tree.attributes.get(String(name).toLowerCase()))]];
    }
    const attribute = extension.attributes.get(String(rest[0]).toLowerCase());
    const own = isJsonObject(value) ? value[String(rest[0])] : undefined;
    if (attribute === undefined || attribute.required || own === undefined) return [[name]];
    return [[name, attribute.name, ...placeWithin(own, rest.slice(1), attribute)]];
  });
}

/** The place in a value of an attribute; empty for the whole value. */
function placeWithin(value: Json | undefined, [key]: Place, attribute: AttributeNode | undefined): Place {
  if (typeof key === "number" && isJsonList(value)) return [key];
  if (typeof key !== "string" || !isJsonObject(value) || value[key] === undefined) return [];
  return attribute?.subAttributes.get(key.toLowerCase())?.required === false ? [key] : [];
}

/** A value without those at some places; undefined when nothing is left. */
export function withoutPlaces(value: Json, places: readonly Place[]): Json | undefined {
  if (places.length === 0) return value;
  if (places.some((place) => place.length === 0)) return undefined;
  const within = new Map<PropertyKey, Place[]>();
  for (const [key = "", ...rest] of places) {
    const known = within.get(key);
    if (known === undefined) within.set(key, [rest]);
    else known.push(rest);
  }
  if (isJsonList(value)) {
    const kept = value.map((element, index) => withoutPlaces(element, within.get(index) ?? []));
    const rest = kept.filter((element) => element !== undefined);
    return rest.length === 0 ? undefined : rest;
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, member]) => {
    const kept = member === undefined ? undefined : withoutPlaces(member, within.get(name) ?? []);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
