/**
 * The compiled description of a resource type, which filters, PATCH, projection, sorting and normalization read.
 *
 * It is plain data without zod, so that the modules that use it load nothing else. `compile-tree.ts` creates it from
 * the zod schemas, once per resource type.
 */

/** One attribute with its characteristics (RFC 7643 §2.2 and §7). */
export interface AttributeNode {
  /** Canonical name, such as `familyName`. */
  readonly name: string;
  /**
   * Name from the root of the resource, such as `name.familyName`, or the URN, a colon and the name in an extension.
   */
  readonly path: string;
  /** URN of the schema of the attribute; empty for the common attributes `schemas`, `id`, `externalId` and `meta`. */
  readonly schema: string;
  /** Data type of a value (RFC 7643 §2.3). */
  readonly type: "string" | "boolean" | "decimal" | "integer" | "dateTime" | "reference" | "binary" | "complex";
  /** Whether the attribute has a list of values. */
  readonly multiValued: boolean;
  /** Whether a resource or an element must have the attribute. */
  readonly required: boolean;
  /** Whether strings that differ only in case are different. */
  readonly caseExact: boolean;
  /** Whether clients may write the attribute. */
  readonly mutability: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  /** When responses contain the attribute. */
  readonly returned: "always" | "never" | "default" | "request";
  /** Scope in which a value must be unique. */
  readonly uniqueness: "none" | "server" | "global";
  /** What the attribute holds, in a sentence; may be empty. */
  readonly description: string;
  /** Suggested values; other values are valid too. */
  readonly canonicalValues: readonly string[];
  /** For type `reference`: names of resource types, `external` or `uri`. */
  readonly referenceTypes: readonly string[];
  /** Sub-attributes by lower-case name; empty unless the type is `complex`. */
  readonly subAttributes: ReadonlyMap<string, AttributeNode>;
}

/**
 * Whether an attribute's values point to resources (`members`, `manager`), so that `value` alone identifies them (RFC
 * 7643 §2.4, `$ref`).
 */
export function isReference(attribute: AttributeNode): boolean {
  return attribute.subAttributes.has("$ref") && attribute.subAttributes.has("value");
}

/** A schema extension of a resource type (RFC 7643 §3.3). */
export interface ExtensionNode {
  /** URN as it was declared; the key of the extension's attributes in a resource. */
  readonly urn: string;
  /** Whether every resource must have the extension. */
  readonly required: boolean;
  /** Attributes by lower-case name. */
  readonly attributes: ReadonlyMap<string, AttributeNode>;
}

/** All attributes of a resource type. */
export interface AttributeTree {
  /** URN of the core schema. */
  readonly schema: string;
  /** Other URNs that mean the core schema in names, such as that of an older version. Default: none. */
  readonly aliases?: readonly string[] | undefined;
  /** Attributes of the core schema and the common ones, by lower-case name. */
  readonly attributes: ReadonlyMap<string, AttributeNode>;
  /** Extensions by lower-case URN. */
  readonly extensions: ReadonlyMap<string, ExtensionNode>;
}

/** Anything that has the attributes of a resource type, such as the resource type itself. */
export interface ResourceTypeLike {
  /** The attributes, by schema and name. */
  readonly tree: AttributeTree;
}

/** A resource or a part of one, as plain JSON data with canonical names. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/**
 * The name of an attribute in a filter, a path or a parameter: `[urn ":"] name ["." subAttribute]` (RFC 7644 §3.10),
 * not yet looked up.
 */
export interface AttributePath {
  /** URN before the last colon, as written. */
  readonly schema?: string | undefined;
  /** Attribute name, as written. */
  readonly name: string;
  /** Sub-attribute name, as written. */
  readonly subAttribute?: string | undefined;
}

/** The attribute or extension that an {@link AttributePath} names. */
export interface ResolvedPath {
  /** The extension of the attribute; undefined in the core schema. */
  readonly extension?: ExtensionNode | undefined;
  /** The attribute; undefined when the path is the URN of an extension. */
  readonly attribute?: AttributeNode | undefined;
  /** The sub-attribute, if the path names one. */
  readonly subAttribute?: AttributeNode | undefined;
}

/**
 * Looks up a path, with names and URNs in any case (RFC 7643 §2.1).
 *
 * @param tree The attributes of the resource type, such as `UserType.tree`.
 * @param path The path, from a parsed filter or PATCH path.
 * @returns undefined for a path that names nothing in this tree.
 */
export function resolvePath(tree: AttributeTree, path: AttributePath): ResolvedPath | undefined {
  const found = findSchema(tree, path);
  if (found?.attributes === undefined) return found;
  const { extension } = found;
  const attribute = found.attributes.get(path.name.toLowerCase());
  if (attribute === undefined || path.subAttribute === undefined) return attribute && { extension, attribute };
  const subAttribute = attribute.subAttributes.get(path.subAttribute.toLowerCase());
  return subAttribute && { extension, attribute, subAttribute };
}

interface SchemaAttributes {
  readonly extension?: ExtensionNode;
  /** Undefined when the path is the URN of the extension itself. */
  readonly attributes?: ReadonlyMap<string, AttributeNode>;
}

/** A URN may itself end like an attribute name (`…:2.0:User`), so the whole path is tried as an extension first. */
function findSchema(tree: AttributeTree, path: AttributePath): SchemaAttributes | undefined {
  const { schema, aliases = [], attributes, extensions } = tree;
  const core: SchemaAttributes = { attributes };
  if (path.schema === undefined) return core;
  const whole = extensions.get(printPath(path).toLowerCase());
  if (whole !== undefined) return { extension: whole };
  const urn = path.schema.toLowerCase();
  const extension = extensions.get(urn);
  if (extension !== undefined) return { extension, attributes: extension.attributes };
  return [schema, ...aliases].some((other) => other.toLowerCase() === urn) ? core : undefined;
}

/**
 * Looks up a path as requests write it.
 *
 * RFC 7644 §3.10 asks clients to write the URN of an extension ("SHOULD"), but Entra's older reference check is
 * `manager eq "…"`. So a bare name that the core schema does not have is looked up in the extensions, and used when
 * exactly one of them has it: in filters, PATCH, keys of resources, projections and sorting alike.
 */
export function lookUpPath(tree: AttributeTree, path: AttributePath): ResolvedPath | undefined {
  const found = resolvePath(tree, path);
  if (found !== undefined || path.schema !== undefined) return found;
  const key = path.name.toLowerCase();
  const [owner, ...others] = [...tree.extensions.values()].filter(({ attributes }) => attributes.has(key));
  return owner === undefined || others.length > 0 ? undefined : resolvePath(tree, { ...path, schema: owner.urn });
}

/** {@link lookUpPath} for a name in string form. */
export function lookUpName(tree: AttributeTree, name: string): ResolvedPath | undefined {
  return name.includes(":") ? resolveName(tree, name) : lookUpPath(tree, splitName(name));
}

/**
 * Looks up a name in string form, `[urn ":"] name ["." subAttribute]` or the URN of an extension: {@link resolvePath}
 * without a parser.
 */
export function resolveName(tree: AttributeTree, name: string): ResolvedPath | undefined {
  const colon = name.lastIndexOf(":");
  if (colon < 0) return resolvePath(tree, splitName(name));
  const extension = tree.extensions.get(name.toLowerCase());
  return extension === undefined
    ? resolvePath(tree, { schema: name.slice(0, colon), ...splitName(name.slice(colon + 1)) })
    : { extension };
}

function splitName(name: string): AttributePath {
  const dot = name.indexOf(".");
  return dot < 0 ? { name } : { name: name.slice(0, dot), subAttribute: name.slice(dot + 1) };
}

/** Prints a path: the inverse of parsing it. */
export function printPath(path: AttributePath): string {
  const name = path.subAttribute === undefined ? path.name : `${path.name}.${path.subAttribute}`;
  return path.schema === undefined ? name : `${path.schema}:${name}`;
}
