/**
 * The limitation "the service keeps these attributes only", made from a list of attribute paths.
 */
import type { AttributeTree, Json, JsonObject } from "../models/attribute-tree.ts";
import type { Limitation } from "./service-profile.ts";

/** RFC 7643 §3 and §3.1: what every resource has, whatever its schema. */
const COMMON_ATTRIBUTES = ["schemas", "id", "meta"];
/** Sub-attributes that only describe an element; an element with nothing else says nothing. */
const DESCRIPTIVE = new Set(["type", "primary", "display"]);

/**
 * Known attributes and extensions by lower-case name or URN; their sub-attributes, or the attributes of the extension, by lower-case name, or undefined where all
 * are known.
 */
export type SupportedAttributes = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/**
 * A limitation that leaves out every attribute not in a list.
 *
 * @param tree - the attributes of the resource type
 * @param paths - attributes that the service keeps, such as `title` and `name.givenName`
 * @param others - whether others can be mended by leaving them out
 */
export function unsupportedAttribute(
  tree: AttributeTree,
  paths: readonly string[],
  others: "drop" | "refuse" = "drop",
): Limitation {
  const known = parseSupportedAttributes(tree, paths);
  return {
    code: "unsupported_attribute",
    explanation:
      "Proxyclick keeps the attributes that its documentation shows. What it does with others is not published; they are left out.",
    basis: "assumption",
    check(resource) {
      return [...unsupportedPaths(resource, known)].map((path) => ({
        code: "unsupported_attribute",
        path,
        message: `Proxyclick does not document the attribute ${path}`,
      }));
    },
    ...(others === "drop" && {
      repair: (resource: JsonObject) =>
        unsupportedPaths(resource, known).size === 0 ? resource : withoutUnsupported(resource, known),
    }),
  };
}

/** Reads paths such as `title`, `name.givenName` and `urn:…:User:department`, or the URN of an extension alone for all of it. */
export function parseSupportedAttributes(tree: AttributeTree, paths: readonly string[]): SupportedAttributes {
  const known = new Map<string, Set<string> | undefined>(COMMON_ATTRIBUTES.map((name) => [name, undefined]));
  for (const path of paths) {
    const [name, subAttribute] = splitPath(tree, path.toLowerCase());
    const subAttributes = known.get(name);
    if (subAttribute === undefined) known.set(name, undefined);
    else if (subAttributes !== undefined) subAttributes.add(subAttribute);
    else known.set(name, new Set([subAttribute]));
  }
  return known;
}

/** An attribute and its sub-attribute, or an extension and its attribute. A URN has dots and colons of its own. */
function splitPath(tree: AttributeTree, path: string): readonly [string, string | undefined] {
  const urn = [...tree.extensions.keys()].find((each) => path === each || path.startsWith(`${each}:`));
  const [name = "", part] = (urn === undefined ? path : path.slice(urn.length + 1)).split(".");
  return urn === undefined ? [name, part] : [urn, name === "" ? undefined : name];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unsupportedPaths(resource: JsonObject, known: SupportedAttributes): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(resource)) {
    const subAttributes = known.get(name.toLowerCase());
    if (value === undefined) continue;
    if (!known.has(name.toLowerCase())) found.add(name);
    else if (subAttributes !== undefined) {
      for (const part of partNames(value)) if (!subAttributes.has(part.toLowerCase())) found.add(`${name}.${part}`);
    }
  }
  return found;
}

/** Names of the sub-attributes in a complex value or in the elements of a list. */
function partNames(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(partNames);
  return isObject(value) ? Object.keys(value) : [];
}

function withoutUnsupported(resource: JsonObject, known: SupportedAttributes): JsonObject {
  const kept: Record<string, Json> = {};
  const dropped = new Set<string>();
  for (const [name, value] of Object.entries(resource)) {
    const subAttributes = known.get(name.toLowerCase());
    if (value === undefined) continue;
    if (!known.has(name.toLowerCase())) {
      dropped.add(name.toLowerCase());
      continue;
    }
    const rest = subAttributes === undefined ? value : withoutUnsupportedParts(value, subAttributes);
    if (rest !== undefined) kept[name] = rest;
  }
  return withoutSchemas(kept, dropped);
}

function withoutUnsupportedParts(value: Json, known: ReadonlySet<string>): Json | undefined {
  if (Array.isArray(value)) {
    const elements = value.flatMap((element) => withoutUnsupportedParts(element, known) ?? []);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isObject(value)) return value;
  const parts = Object.entries(value).filter(([name]) => known.has(name.toLowerCase()));
  return parts.some(([name]) => !DESCRIPTIVE.has(name)) ? Object.fromEntries(parts) : undefined;
}

/** An extension that was left out is not named in `schemas` either (RFC 7643 §3). */
function withoutSchemas(resource: JsonObject, dropped: ReadonlySet<string>): JsonObject {
  const schemas = resource["schemas"];
  if (!Array.isArray(schemas)) return resource;
  return { ...resource, schemas: schemas.filter((urn) => typeof urn !== "string" || !dropped.has(urn.toLowerCase())) };
}
