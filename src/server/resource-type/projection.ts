/**
 * Which attributes an answer shows: the `returned` characteristic (RFC 7643 §7) and the parameters `attributes` and `excludedAttributes` (RFC 7644 §3.9).
 *
 * A resource type is compiled once to its members. A request is compiled to a shape, which says by name what to keep or to leave out; a resource without
 * anything to leave out is passed on as it is.
 */
import { ScimError } from "../../errors.ts";
import type {
  AttributeNode,
  AttributeTree,
  Json,
  JsonObject,
  ResolvedPath,
  Returned,
} from "../../models/attribute-tree.ts";
import { resolvePath } from "../../models/attribute-tree.ts";
import { isJsonList } from "../http/json.ts";

/** An attribute, sub-attribute or extension, as far as projection is concerned. */
interface Member {
  readonly name: string;
  readonly returned: Returned;
  readonly members: readonly Member[];
}

/** Names in a parameter: the whole member, or parts of it. */
interface Names {
  whole: boolean;
  readonly parts: Map<string, Names>;
}

/** `pick` keeps what is named, `omit` what is not; a shape beside the name applies to the value, and null leaves it as it is or drops it. */
interface Shape {
  readonly mode: "pick" | "omit";
  readonly names: ReadonlyMap<string, Shape | null>;
}

/** Makes the representation of a resource that a request asked for. */
export interface Projector {
  (resource: JsonObject): JsonObject;
  /** Whether an attribute can be in the representation, so that what costs is not made for nothing. */
  shows(attribute: string): boolean;
}

/** The two parameters as they came. */
export interface ProjectionParameters {
  /** Names separated by commas: these, and what is always returned. */
  readonly attributes?: string | undefined;
  /** Names separated by commas: everything else. */
  readonly excludedAttributes?: string | undefined;
}

/** The projection of a resource type. */
export interface Projection {
  /** What an answer shows when nothing was asked for. */
  readonly whole: Projector;
  /**
   * What an answer shows for these parameters; names that the resource type does not have are ignored.
   *
   * @throws ScimError 400 `invalidValue` when both parameters are given: RFC 7644 §3.9 makes them mutually exclusive.
   */
  select(parameters: ProjectionParameters): Projector;
}

/** Compiles the projection of a resource type. */
export function compileProjection(tree: AttributeTree): Projection {
  const members = rootMembers(tree);
  const whole = projector(omit(members, noNames(), noNames()));
  return {
    whole,
    select({ attributes, excludedAttributes }) {
      const isPick = attributes !== undefined && attributes.trim() !== "";
      const isOmit = excludedAttributes !== undefined && excludedAttributes.trim() !== "";
      if (isPick && isOmit) {
        throw new ScimError('The parameters "attributes" and "excludedAttributes" exclude each other.', {
          status: 400,
          scimType: "invalidValue",
        });
      }
      if (isPick) return projector(pick(members, readNames(tree, attributes)));
      return isOmit ? projector(omit(members, readNames(tree, excludedAttributes), noNames())) : whole;
    },
  };
}

/** Takes out of a resource what no answer may ever show (`returned` is `never`), such as a password. */
export function compileSecretRemoval(tree: AttributeTree): Projector {
  return projector(omitSecrets(rootMembers(tree)));
}

function omitSecrets(members: readonly Member[]): Shape | null {
  const names = new Map<string, Shape | null>();
  for (const member of members) {
    const inner = member.returned === "never" ? null : omitSecrets(member.members);
    if (member.returned === "never" || inner !== null) names.set(member.name, inner);
  }
  return names.size === 0 ? null : { mode: "omit", names };
}

function rootMembers(tree: AttributeTree): readonly Member[] {
  const attributes = memberList(tree.attributes).map((member) =>
    // RFC 7643 §3.1 and §8.7.1: no answer is without them, whatever a schema says.
    member.name === "id" || member.name === "schemas" ? { ...member, returned: "always" as const } : member,
  );
  const extensions = [...tree.extensions.values()].map(
    (extension): Member => ({ name: extension.urn, returned: "default", members: memberList(extension.attributes) }),
  );
  return [...attributes, ...extensions];
}

function memberList(nodes: ReadonlyMap<string, AttributeNode>): readonly Member[] {
  return [...nodes.values()].map((node) => ({
    name: node.name,
    returned: node.mutability === "writeOnly" ? "never" : node.returned,
    members: memberList(node.subAttributes),
  }));
}

function noNames(): Names {
  return { whole: false, parts: new Map() };
}

function readNames(tree: AttributeTree, text: string): Names {
  const names = noNames();
  for (const item of text.split(",")) {
    let place = names;
    for (const part of resolveName(tree, item.trim())) {
      const next = place.parts.get(part) ?? noNames();
      place.parts.set(part, next);
      place = next;
    }
    if (place !== names) place.whole = true;
  }
  return names;
}

/** The canonical names from the root to what a text names, such as the URN of an extension and an attribute of it. */
function resolveName(tree: AttributeTree, text: string): readonly string[] {
  const found = findAttribute(tree, text);
  return [found?.extension?.urn, found?.attribute?.name, found?.subAttribute?.name].filter(
    (part) => part !== undefined,
  );
}

/**
 * Looks up what a parameter names: `[urn ":"] name ["." subAttribute]` (RFC 7644 §3.10), or the URN of an extension. Only the last colon separates:
 * a URN may hold dots and colons.
 */
export function findAttribute(tree: AttributeTree, text: string): ResolvedPath | undefined {
  const extension = tree.extensions.get(text.toLowerCase());
  if (extension !== undefined) return { extension };
  const colon = text.lastIndexOf(":");
  const [name = "", subAttribute, ...more] = text.slice(colon + 1).split(".");
  if (more.length > 0) return undefined;
  return resolvePath(tree, { schema: colon < 0 ? undefined : text.slice(0, colon), name, subAttribute });
}

/** RFC 7644 §3.9: the minimum set, which is always returned, and what is named. */
function pick(members: readonly Member[], wanted: Names): Shape {
  const names = new Map<string, Shape | null>();
  for (const member of members) {
    if (member.returned === "never") continue;
    const part = wanted.parts.get(member.name);
    if (part?.whole) names.set(member.name, omit(member.members, noNames(), part));
    else if (part !== undefined) names.set(member.name, pick(member.members, part));
    else if (member.returned === "always") names.set(member.name, omit(member.members, noNames(), noNames()));
  }
  return { mode: "pick", names };
}

/** The default set without what is excluded; what is returned only on request is left out unless it is named in `shown`. Null: nothing to leave out. */
function omit(members: readonly Member[], excluded: Names, shown: Names): Shape | null {
  const names = new Map<string, Shape | null>();
  for (const member of members) {
    const part = excluded.parts.get(member.name) ?? noNames();
    const show = shown.parts.get(member.name);
    const isHidden =
      member.returned === "never" ||
      (member.returned === "request" && show === undefined) ||
      (part.whole && member.returned !== "always");
    const inner = isHidden ? null : omit(member.members, part, show ?? noNames());
    if (isHidden || inner !== null) names.set(member.name, inner);
  }
  return names.size === 0 ? null : { mode: "omit", names };
}

function projector(shape: Shape | null): Projector {
  return Object.assign(projection(shape), {
    shows: (attribute: string) => {
      const inner = shape?.names.get(attribute);
      return shape?.mode === "pick" ? inner !== undefined : inner !== null;
    },
  });
}

function projection(shape: Shape | null): (resource: JsonObject) => JsonObject {
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

/** A complex value of which nothing is left is unassigned (RFC 7643 §2.5). */
function apply(shape: Shape, value: Json): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (isJsonList(value)) {
    const elements = value.map((element) => apply(shape, element)).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  const result = applyToObject(shape, value);
  return Object.keys(result).length === 0 ? undefined : result;
}
