/**
 * Which attributes a response holds: the `returned` characteristic (RFC 7643 §7) and the parameters `attributes` and
 * `excludedAttributes` (RFC 7644 §3.9).
 *
 * A resource type is compiled once, to its attributes. The parameters of a request are compiled to a shape, which says
 * by name what to keep or to omit; a resource of which nothing has to be omitted is passed on as it is.
 */
import { ScimError } from "../../errors.ts";
import type { AttributeNode, AttributeTree, Json, JsonObject, ResolvedPath } from "../../models/attribute-tree.ts";
import { lookUpPath } from "../../models/attribute-tree.ts";
import { isJsonList } from "../../models/json.ts";

/** What projection needs to know of an attribute, sub-attribute or extension. */
interface ProjectedAttribute {
  readonly name: string;
  readonly returned: AttributeNode["returned"];
  readonly parts: readonly ProjectedAttribute[];
  /** Whether it is an extension: its parts are attributes of their own, which may always be returned. */
  readonly isExtension: boolean;
}

/** The names in a parameter, as a tree: a name stands for a whole attribute or for parts of it. */
interface NameTree {
  whole: boolean;
  readonly parts: Map<string, NameTree>;
}

/**
 * `pick` keeps only the names, `omit` everything else. A shape beside a name applies to its value; null keeps or omits
 * the whole value.
 */
interface Shape {
  readonly mode: "pick" | "omit";
  readonly names: ReadonlyMap<string, Shape | null>;
}

/** Reduces a resource to the attributes that a request asked for. */
export interface Projector {
  (resource: JsonObject): JsonObject;
  /** Whether the result can hold an attribute, so that costly ones are not computed in vain. */
  includes(attribute: string): boolean;
  /**
   * The attributes of the resource that it omits, where it does nothing else; undefined where it also omits parts of
   * attributes, or picks.
   */
  readonly omitted: readonly string[] | undefined;
}

/** The two parameters as sent, and what the request wrote. */
interface ProjectionParameters {
  /** Comma-separated names: these attributes, and those that are always returned. */
  readonly attributes?: string | undefined;
  /** Comma-separated names: every attribute but these. */
  readonly excludedAttributes?: string | undefined;
  /** Paths of the attributes that a write specified and that are returned on request (RFC 7643 §7). Default: none. */
  readonly specified?: readonly string[] | undefined;
}

/** The projection of a resource type. */
export interface Projection {
  /** What a response holds without any parameter. */
  readonly byDefault: Projector;
  /** Names of the attributes that no response may hold as a whole, such as `password`. */
  readonly secrets: ReadonlySet<string>;
  /**
   * What a response holds for these parameters; names that the resource type does not have are ignored.
   *
   * @throws ScimError 400 `invalidValue` when both parameters are given: RFC 7644 §3.9 makes them mutually exclusive.
   */
  select(parameters: ProjectionParameters): Projector;
}

/** Compiles the projection of a resource type. */
export function compileProjection(tree: AttributeTree): Projection {
  const all = rootAttributes(tree);
  const byDefault = toProjector(omit(all, noNames(), noNames()));
  return {
    byDefault,
    secrets: new Set(all.filter(({ returned }) => returned === "never").map(({ name }) => name)),
    select({ attributes, excludedAttributes, specified = [] }) {
      const isPick = attributes !== undefined && attributes.trim() !== "";
      const isOmit = excludedAttributes !== undefined && excludedAttributes.trim() !== "";
      if (isPick && isOmit) {
        throw new ScimError('The parameters "attributes" and "excludedAttributes" are mutually exclusive.', {
          status: 400,
          scimType: "invalidValue",
        });
      }
      if (isPick) return toProjector(pick(all, parseNames(tree, attributes)));
      if (!isOmit && specified.length === 0) return byDefault;
      const excluded = isOmit ? parseNames(tree, excludedAttributes) : noNames();
      return toProjector(omit(all, excluded, parseNames(tree, specified.join(","))));
    },
  };
}

/** Compiles the removal of what no response may hold (`returned` is `never`), such as a password. */
export function compileSecretRemoval(tree: AttributeTree): Projector {
  return toProjector(omitSecrets(rootAttributes(tree)));
}

function omitSecrets(attributes: readonly ProjectedAttribute[]): Shape | null {
  const names = new Map<string, Shape | null>();
  for (const { name, returned, parts } of attributes) {
    const inner = returned === "never" ? null : omitSecrets(parts);
    if (returned === "never" || inner !== null) names.set(name, inner);
  }
  return names.size === 0 ? null : { mode: "omit", names };
}

function rootAttributes(tree: AttributeTree): readonly ProjectedAttribute[] {
  const attributes = projectedAttributes(tree.attributes).map((attribute) =>
    // RFC 7643 §3.1 and §8.7.1: every response holds them, whatever a schema says.
    attribute.name === "id" || attribute.name === "schemas" ? { ...attribute, returned: "always" as const } : attribute,
  );
  const extensions = [...tree.extensions.values()].map(
    (extension): ProjectedAttribute => ({
      name: extension.urn,
      returned: "default",
      isExtension: true,
      parts: projectedAttributes(extension.attributes),
    }),
  );
  return [...attributes, ...extensions];
}

function projectedAttributes(nodes: ReadonlyMap<string, AttributeNode>): readonly ProjectedAttribute[] {
  return [...nodes.values()].map((node) => ({
    name: node.name,
    returned: node.mutability === "writeOnly" ? "never" : node.returned,
    isExtension: false,
    parts: projectedAttributes(node.subAttributes),
  }));
}

function noNames(): NameTree {
  return { whole: false, parts: new Map() };
}

function parseNames(tree: AttributeTree, parameter: string): NameTree {
  const names = noNames();
  for (const item of parameter.split(",")) {
    let branch = names;
    for (const part of canonicalNames(tree, item.trim())) {
      const next = branch.parts.get(part) ?? noNames();
      branch.parts.set(part, next);
      branch = next;
    }
    if (branch !== names) branch.whole = true;
  }
  return names;
}

/**
 * The canonical names from the root to what a name stands for, such as the URN of an extension and an attribute of it.
 */
function canonicalNames(tree: AttributeTree, name: string): readonly string[] {
  const found = findAttribute(tree, name);
  return [found?.extension?.urn, found?.attribute?.name, found?.subAttribute?.name].filter(
    (part) => part !== undefined,
  );
}

/**
 * Looks up what a parameter names: `[urn ":"] name ["." subAttribute]` (RFC 7644 §3.10), or the URN of an extension.
 * Only the last colon separates, because a URN may hold dots and colons.
 */
export function findAttribute(tree: AttributeTree, qualifiedName: string): ResolvedPath | undefined {
  const extension = tree.extensions.get(qualifiedName.toLowerCase());
  if (extension !== undefined) return { extension };
  const colon = qualifiedName.lastIndexOf(":");
  const [name = "", subAttribute, ...more] = qualifiedName.slice(colon + 1).split(".");
  if (more.length > 0) return undefined;
  return lookUpPath(tree, { schema: colon < 0 ? undefined : qualifiedName.slice(0, colon), name, subAttribute });
}

/** RFC 7644 §3.9: the minimum set, which is always returned, and what is named. */
function pick(attributes: readonly ProjectedAttribute[], wanted: NameTree): Shape {
  const names = new Map<string, Shape | null>();
  for (const { name, returned, parts, isExtension } of attributes) {
    if (returned === "never") continue;
    const part = wanted.parts.get(name);
    if (part?.whole) names.set(name, omit(parts, noNames(), part));
    else if (part !== undefined) names.set(name, pick(parts, part));
    else if (returned === "always") names.set(name, omit(parts, noNames(), noNames()));
    else if (isExtension && hasMinimum(parts)) names.set(name, pick(parts, noNames()));
  }
  return { mode: "pick", names };
}

/** Whether some attribute is always returned. */
function hasMinimum(attributes: readonly ProjectedAttribute[]): boolean {
  return attributes.some(({ returned }) => returned === "always");
}

/**
 * The default set without what is excluded; attributes returned on request are omitted unless `requested` names them.
 * Null: nothing to omit.
 */
function omit(attributes: readonly ProjectedAttribute[], excluded: NameTree, requested: NameTree): Shape | null {
  const names = new Map<string, Shape | null>();
  for (const { name, returned, parts, isExtension } of attributes) {
    const excludedPart = excluded.parts.get(name) ?? noNames();
    const requestedPart = requested.parts.get(name);
    if (isExtension && excludedPart.whole && hasMinimum(parts)) {
      names.set(name, pick(parts, noNames()));
      continue;
    }
    const isHidden =
      returned === "never" ||
      (returned === "request" && requestedPart === undefined) ||
      (excludedPart.whole && returned !== "always");
    const inner = isHidden ? null : omit(parts, excludedPart, requestedPart ?? noNames());
    if (isHidden || inner !== null) names.set(name, inner);
  }
  return names.size === 0 ? null : { mode: "omit", names };
}

function toProjector(shape: Shape | null): Projector {
  return Object.assign(compileShape(shape), {
    includes: (attribute: string) => {
      const inner = shape?.names.get(attribute);
      return shape?.mode === "pick" ? inner !== undefined : inner !== null;
    },
    omitted: omittedNames(shape),
  });
}

function omittedNames(shape: Shape | null): Projector["omitted"] {
  if (shape === null) return [];
  const isPlain = shape.mode === "omit" && [...shape.names.values()].every((inner) => inner === null);
  return isPlain ? [...shape.names.keys()] : undefined;
}

function compileShape(shape: Shape | null): (resource: JsonObject) => JsonObject {
  if (shape === null) return (resource) => resource;
  if (shape.mode === "pick") return (resource) => applyToObject(shape, resource);
  const names = [...shape.names.keys()];
  return (resource) =>
    names.some((name) => Object.hasOwn(resource, name)) ? applyToObject(shape, resource) : resource;
}

function applyToObject(shape: Shape, object: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const inner = shape.names.get(name);
    const isKept = shape.mode === "pick" ? inner !== undefined : inner !== null;
    if (!isKept) continue;
    const shaped = inner ? apply(inner, value) : value;
    if (shaped !== undefined) result[name] = shaped;
  }
  return result;
}

/** A complex value of which nothing remains is unassigned (RFC 7643 §2.5). */
function apply(shape: Shape, value: Json): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (isJsonList(value)) {
    const elements = value.map((element) => apply(shape, element)).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  const result = applyToObject(shape, value);
  return Object.keys(result).length === 0 ? undefined : result;
}
