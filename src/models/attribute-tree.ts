/**
 * The compiled description of a resource type: what filters, PATCH, projection, sorting and normalisation read.
 *
 * Plain data without zod, so that the rooms above load nothing else. It is made once per resource type from the zod schemas (see `compile-tree.ts`).
 */

/** Data types of RFC 7643 §2.3. */
export type AttributeType =
  | "string"
  | "boolean"
  | "decimal"
  | "integer"
  | "dateTime"
  | "reference"
  | "binary"
  | "complex";

/** Who may write an attribute (RFC 7643 §7). */
export type Mutability = "readOnly" | "readWrite" | "immutable" | "writeOnly";

/** When an attribute is in an answer (RFC 7643 §7). */
export type Returned = "always" | "never" | "default" | "request";

/** How far a value is unique (RFC 7643 §7). */
export type Uniqueness = "none" | "server" | "global";

/** One attribute with its characteristics (RFC 7643 §2.2 and §7). */
export interface AttributeNode {
  /** Canonical name, such as `familyName`. */
  readonly name: string;
  /** Name from the root of the resource, such as `name.familyName`, or the URN, a colon and the name in an extension. */
  readonly path: string;
  /** URN of the schema the attribute belongs to; empty for the common attributes `schemas`, `id`, `externalId` and `meta`. */
  readonly schema: string;
  /** Data type of a value. */
  readonly type: AttributeType;
  /** Whether the attribute has a list of values. */
  readonly multiValued: boolean;
  /** Whether a resource or an element must have it. */
  readonly required: boolean;
  /** Whether text compares with its case. */
  readonly caseExact: boolean;
  /** Who may write it. */
  readonly mutability: Mutability;
  /** When it is in an answer. */
  readonly returned: Returned;
  /** How far a value is unique. */
  readonly uniqueness: Uniqueness;
  /** What it holds, in a sentence; may be empty. */
  readonly description: string;
  /** Suggested values, never a closed list. */
  readonly canonicalValues: readonly string[];
  /** For type `reference`: resource types, `external` or `uri`. */
  readonly referenceTypes: readonly string[];
  /** Sub-attributes by lower-case name; empty unless the type is `complex`. */
  readonly subAttributes: ReadonlyMap<string, AttributeNode>;
}

/** A schema extension of a resource type (RFC 7643 §3.3). */
export interface ExtensionNode {
  /** URN as it was declared; the key under which the attributes stand in a resource. */
  readonly urn: string;
  /** Whether every resource must carry it. */
  readonly required: boolean;
  /** Attributes by lower-case name. */
  readonly attributes: ReadonlyMap<string, AttributeNode>;
}

/** All attributes of a resource type. */
export interface AttributeTree {
  /** URN of the core schema. */
  readonly schema: string;
  /** Other URNs that stand for the core schema in names, such as that of an older version. Default: none. */
  readonly aliases?: readonly string[] | undefined;
  /** Attributes of the core schema and the common ones, by lower-case name. */
  readonly attributes: ReadonlyMap<string, AttributeNode>;
  /** Extensions by lower-case URN. */
  readonly extensions: ReadonlyMap<string, ExtensionNode>;
}

/** Anything that carries an attribute tree; a resource type does. */
export interface Described {
  /** The attributes, by schema and name. */
  readonly tree: AttributeTree;
}

/** A resource or a part of one, as plain JSON data with canonical names. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** The name of an attribute in a filter, a path or a parameter: `[urn ":"] name ["." subAttribute]` (RFC 7644 §3.10), not yet looked up. */
export interface AttributePath {
  /** URN before the last colon, as written. */
  readonly schema?: string | undefined;
  /** Attribute name, as written. */
  readonly name: string;
  /** Sub-attribute name, as written. */
  readonly subAttribute?: string | undefined;
}

/** What an {@link AttributePath} names in a tree. */
export interface ResolvedPath {
  /** The extension the attribute belongs to; undefined in the core schema. */
  readonly extension?: ExtensionNode | undefined;
  /** The attribute; undefined when the path names a whole extension by its URN. */
  readonly attribute?: AttributeNode | undefined;
  /** The sub-attribute, when the path names one. */
  readonly subAttribute?: AttributeNode | undefined;
}

/**
 * Looks a path up, names and URNs in any case (RFC 7643 §2.1). Own entries of the tree only: `__proto__` is a name like any other unknown one.
 *
 * @returns undefined for a path that names nothing in this tree.
 */
export function resolvePath(tree: AttributeTree, path: AttributePath): ResolvedPath | undefined {
  const place = findSchema(tree, path);
  if (place?.attributes === undefined) return place;
  const { extension } = place;
  const attribute = place.attributes.get(path.name.toLowerCase());
  if (attribute === undefined || path.subAttribute === undefined) return attribute && { extension, attribute };
  const subAttribute = attribute.subAttributes.get(path.subAttribute.toLowerCase());
  return subAttribute && { extension, attribute, subAttribute };
}

interface SchemaPlace {
  readonly extension?: ExtensionNode;
  /** Undefined when the path is the URN of the extension itself. */
  readonly attributes?: ReadonlyMap<string, AttributeNode>;
}

/** A URN may itself end where an attribute name would stand (`…:2.0:User`), so the whole text is tried as an extension first. */
function findSchema(tree: AttributeTree, path: AttributePath): SchemaPlace | undefined {
  const { schema, aliases = [], attributes, extensions } = tree;
  const core: SchemaPlace = { attributes };
  if (path.schema === undefined) return core;
  const whole = extensions.get(printPath(path).toLowerCase());
  if (whole !== undefined) return { extension: whole };
  const urn = path.schema.toLowerCase();
  const extension = extensions.get(urn);
  if (extension !== undefined) return { extension, attributes: extension.attributes };
  return [schema, ...aliases].some((other) => other.toLowerCase() === urn) ? core : undefined;
}

/** Looks up a name that is written as text, `[urn ":"] name ["." subAttribute]` or the URN of an extension: {@link resolvePath} without a parser. */
export function resolveName(tree: AttributeTree, text: string): ResolvedPath | undefined {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return resolvePath(tree, splitName(text));
  const extension = tree.extensions.get(text.toLowerCase());
  return extension === undefined
    ? resolvePath(tree, { schema: text.slice(0, colon), ...splitName(text.slice(colon + 1)) })
    : { extension };
}

function splitName(text: string): AttributePath {
  const dot = text.indexOf(".");
  return dot < 0 ? { name: text } : { name: text.slice(0, dot), subAttribute: text.slice(dot + 1) };
}

/** The path of an attribute as text: the inverse of parsing it. */
export function printPath(path: AttributePath): string {
  const name = path.subAttribute === undefined ? path.name : `${path.name}.${path.subAttribute}`;
  return path.schema === undefined ? name : `${path.schema}:${name}`;
}
