/** The attributes that a service supports, and the limitation that leaves out all others. */
import type { AttributeTree, Json, JsonObject } from "../models/attribute-tree.ts";
import { isJsonObject } from "../models/json.ts";
import type { Limitation } from "./service-profile.ts";

/** RFC 7643 §3 and §3.1: what every resource has, whatever its schema. */
const COMMON_ATTRIBUTES = ["schemas", "id", "meta"];
/** Sub-attributes that only describe an element, which is left out when it has no others. */
const DESCRIPTIVE = new Set(["type", "primary", "display"]);

/**
 * Supported attributes and extensions by lower-case name or URN, with their supported sub-attributes, or the attributes
 * of the extension, by lower-case name; undefined where all are supported.
 */
export type SupportedAttributes = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/**
 * The limitation to a list of attributes.
 *
 * @param tree - the attributes of the resource type
 * @param paths - supported attributes, such as `title` and `name.givenName`
 * @param others - whether the repair leaves the others out, or there is none
 */
export function unsupportedAttribute(
  tree: AttributeTree,
  paths: readonly string[],
  others: "drop" | "refuse" = "drop",
): Limitation {
  const supported = parseSupportedAttributes(tree, paths);
  return {
    code: "unsupported_attribute",
    explanation:
      "Proxyclick keeps the attributes that its documentation shows. What it does with others is not published; they are left out.",
    basis: "assumption",
    check(resource) {
      return [...unsupportedPaths(resource, supported)].map((path) => ({
        code: "unsupported_attribute",
        path,
        message: `Proxyclick does not document the attribute ${path}`,
      }));
    },
    ...(others === "drop" && {
      repair: (resource: JsonObject) =>
        unsupportedPaths(resource, supported).size === 0 ? resource : withoutUnsupported(resource, supported),
    }),
  };
}

/**
 * Parses paths such as `title`, `name.givenName` and `urn:…:User:department`, or the URN of an extension for all of its
 * attributes.
 */
export function parseSupportedAttributes(tree: AttributeTree, paths: readonly string[]): SupportedAttributes {
  const supported = new Map<string, Set<string> | undefined>(COMMON_ATTRIBUTES.map((name) => [name, undefined]));
  for (const path of paths) {
    const [name, subAttribute] = splitPath(tree, path.toLowerCase());
    const subAttributes = supported.get(name);
    if (subAttribute === undefined) supported.set(name, undefined);
    else if (subAttributes !== undefined) subAttributes.add(subAttribute);
    else supported.set(name, new Set([subAttribute]));
  }
  return supported;
}

/** An attribute and its sub-attribute, or an extension and its attribute. URNs contain dots and colons too. */
function splitPath(tree: AttributeTree, path: string): readonly [string, string | undefined] {
  const urn = [...tree.extensions.keys()].find((each) => path === each || path.startsWith(`${each}:`));
  const [name = "", rest] = (urn === undefined ? path : path.slice(urn.length + 1)).split(".");
  return urn === undefined ? [name, rest] : [urn, name === "" ? undefined : name];
}

function unsupportedPaths(resource: JsonObject, supported: SupportedAttributes): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(resource)) {
    const subAttributes = supported.get(name.toLowerCase());
    if (value === undefined) continue;
    if (!supported.has(name.toLowerCase())) found.add(name);
    else if (subAttributes !== undefined) {
      for (const member of memberNames(value))
        if (!subAttributes.has(member.toLowerCase())) found.add(`${name}.${member}`);
    }
  }
  return found;
}

/** Names of the sub-attributes in a complex value or in the elements of a list. */
function memberNames(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(memberNames);
  return isJsonObject(value) ? Object.keys(value) : [];
}

function withoutUnsupported(resource: JsonObject, supported: SupportedAttributes): JsonObject {
  const kept: Record<string, Json> = {};
  const dropped = new Set<string>();
  for (const [name, value] of Object.entries(resource)) {
    const subAttributes = supported.get(name.toLowerCase());
    if (value === undefined) continue;
    if (!supported.has(name.toLowerCase())) {
      dropped.add(name.toLowerCase());
      continue;
    }
    const rest = subAttributes === undefined ? value : withoutUnsupportedMembers(value, subAttributes);
    if (rest !== undefined) kept[name] = rest;
  }
  return withoutSchemas(kept, dropped);
}

function withoutUnsupportedMembers(value: Json, supported: ReadonlySet<string>): Json | undefined {
  if (Array.isArray(value)) {
    const elements = value.flatMap((element) => withoutUnsupportedMembers(element, supported) ?? []);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([name]) => supported.has(name.toLowerCase()));
  return members.some(([name]) => !DESCRIPTIVE.has(name)) ? Object.fromEntries(members) : undefined;
}

/** An extension that was left out is not named in `schemas` either (RFC 7643 §3). */
function withoutSchemas(resource: JsonObject, dropped: ReadonlySet<string>): JsonObject {
  const schemas = resource["schemas"];
  if (!Array.isArray(schemas)) return resource;
  return { ...resource, schemas: schemas.filter((urn) => typeof urn !== "string" || !dropped.has(urn.toLowerCase())) };
}
