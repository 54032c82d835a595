/** Resource types: one description that validation, filters, PATCH, projection, discovery and documentation read. */
import * as z from "zod";
import { ScimError } from "../errors.ts";
import { MAX_DEPTH } from "../internal/depth.ts";
import { describeType, withArticle } from "../internal/describe-type.ts";
import { isObject, readProperty } from "../internal/values.ts";
import type { AttributeNode, AttributeTree, ResourceTypeLike } from "./attribute-tree.ts";
import { type SchemaIdentity, schemaIdentities } from "./characteristics.ts";
import { commonAttributes, type Resource } from "./common-attributes.ts";
import { compileTree } from "./compile-tree.ts";
import type { Simplify } from "./simplify.ts";

/**
 * A resource type (RFC 7643 §6): its endpoint, its schemas, and the validation that follows from them. Create one with
 * {@link defineResourceType}.
 *
 * @typeParam Resource Type of a valid resource.
 */
export interface ResourceType<Resource = object> extends ResourceTypeLike {
  /** Name, such as `User`; the value of `meta.resourceType`. */
  readonly name: string;
  /** Path below the base URL, such as `/Users`. */
  readonly endpoint: string;
  /** Description of the resources, in a sentence. */
  readonly description: string;
  /** URN of the core schema. */
  readonly schema: string;
  /** Extensions, in the order of their declaration. */
  readonly extensions: readonly {
    /** URN of the extension, the key of its attributes in a resource. */
    readonly urn: string;
    /** Whether every resource must have the extension. */
    readonly required: boolean;
  }[];
  /** URN, name and description of the core schema and of each extension, in this order. */
  readonly schemas: readonly SchemaIdentity[];
  /** The compiled attributes. */
  readonly tree: AttributeTree;
  /** The zod schema of the whole resource, extensions included. */
  readonly zod: z.ZodType<Resource>;
  /**
   * Validates a resource with canonical names, such as `normalizeResource` returns.
   *
   * @throws ScimError (400 `invalidValue`) that names the first invalid attribute and what is wrong with it.
   */
  validate(resource: object): Resource;
}

/** A required extension in a {@link ResourceTypeDefinition}; a plain zod object is an optional one. */
interface RequiredExtension<Schema extends z.ZodObject = z.ZodObject> {
  /** The attributes of the extension. */
  readonly schema: Schema;
  /** Every resource must have the extension. */
  readonly required: true;
}

/** Extensions by URN; a URN need not start with `urn:ietf:`. */
export type ExtensionSchemas = Readonly<Record<string, z.ZodObject | RequiredExtension>>;

/** The definition of a resource type. */
export interface ResourceTypeDefinition<Schema extends z.ZodObject, Extensions extends ExtensionSchemas> {
  /** Name, such as `Device`. */
  readonly name: string;
  /** Path below the base URL, such as `/Devices`. */
  readonly endpoint: string;
  /** Description of the resources; that of the schema by default. */
  readonly description?: string;
  /** The core schema, from `defineSchema`. A key that is a URN is an extension. */
  readonly schema: Schema;
  /** Further extensions by URN. */
  readonly extensions?: Extensions;
}

/** The members that extensions add to a resource: one for each URN. */
type ExtensionAttributes<Extensions> = {
  [Urn in keyof Extensions as Extensions[Urn] extends z.ZodObject ? Urn : never]?: z.output<Extensions[Urn]>;
} & {
  [Urn in keyof Extensions as Extensions[Urn] extends RequiredExtension
    ? Urn
    : never]: Extensions[Urn] extends RequiredExtension<infer Schema> ? z.output<Schema> : never;
};

/** The type of the resources of a schema and extensions, with the common attributes. */
export type ResourceOf<Schema extends z.ZodObject, Extensions> = Simplify<
  Omit<Resource, keyof z.output<Schema>> & z.output<Schema> & ExtensionAttributes<Extensions>
>;

/**
 * Defines a resource type.
 *
 * @param definition Name, endpoint, schema and extensions.
 * @throws TypeError for a schema without a URN, an invalid endpoint, an attribute that SCIM cannot express, or one that
 * uses zod's `default`, `transform` or `catch`: values are stored as they are sent.
 * @example
 * ```ts
 * import { defineResourceType, required, User } from "proxyclick-scim/models";
 * import * as z from "zod";
 *
 * const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";
 * const BadgeUserType = defineResourceType({
 *   name: "User",
 *   endpoint: "/Users",
 *   schema: User,
 *   extensions: { [BADGE]: z.object({ number: required(z.string(), { description: "Number on the badge." }) }) },
 * });
 * ```
 */
export function defineResourceType<
  Schema extends z.ZodObject,
  const Extensions extends ExtensionSchemas = Record<never, never>,
>(definition: ResourceTypeDefinition<Schema, Extensions>): ResourceType<ResourceOf<Schema, Extensions>>;
export function defineResourceType(definition: ResourceTypeDefinition<z.ZodObject, ExtensionSchemas>): ResourceType {
  const { name, endpoint } = definition;
  const identity = schemaIdentities.get(definition.schema);
  if (identity === undefined) throw new TypeError(`The schema of ${name} has no URN: make it with defineSchema`);
  if (!/^\/[^/?#\s]+$/.test(endpoint))
    throw new TypeError(`The endpoint of ${name} must be one path segment, such as /Users`);
  const schema = completeSchema(definition);
  const tree = compileTree(identity.urn, schema.shape);
  const inherits = hasInheritedName(tree);
  const extensions = [...tree.extensions.values()].map(({ urn, required }) => ({ urn, required }));
  return {
    name,
    endpoint,
    description: definition.description ?? identity.description,
    schema: identity.urn,
    extensions,
    schemas: [identity, ...extensions.map(({ urn }) => extensionIdentity(urn, schema.shape[urn]))],
    tree,
    zod: schema,
    validate: (resource) => validate(schema, resource, inherits ? withoutPrototypes(resource) : resource),
  };
}

/** Adds the further extensions to the schema, and the common attributes that it does not have itself. */
function completeSchema({
  schema,
  extensions = {},
}: ResourceTypeDefinition<z.ZodObject, ExtensionSchemas>): z.ZodObject {
  const added = Object.entries(extensions).map(([urn, extension]) => {
    if (!urn.includes(":")) throw new TypeError(`${urn} is not the URN of an extension`);
    return [urn, extension instanceof z.ZodObject ? z.exactOptional(extension) : extension.schema] as const;
  });
  const missing = Object.entries(commonAttributes).filter(([name]) => !Object.hasOwn(schema.shape, name));
  const further = [...missing, ...added];
  return further.length === 0 ? schema : schema.extend(Object.fromEntries(further));
}

/** A plain zod object has the title and description of `meta`; without a title, its name is the end of its URN. */
function extensionIdentity(urn: string, schema: z.core.$ZodType | undefined): SchemaIdentity {
  const object = schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const known = object === undefined ? undefined : schemaIdentities.get(object);
  const meta = object === undefined ? undefined : z.globalRegistry.get(object);
  return {
    urn,
    name: known?.name ?? meta?.title ?? urn.slice(urn.lastIndexOf(":") + 1),
    description: known?.description ?? meta?.description ?? "",
  };
}

/**
 * Whether an attribute has the name of an inherited member, such as `toString`, which zod would find if the attribute
 * is absent.
 */
function hasInheritedName({ attributes, extensions }: AttributeTree): boolean {
  const isInherited = ({ name, subAttributes }: AttributeNode): boolean =>
    name in Object.prototype || [...subAttributes.values()].some(isInherited);
  return [{ attributes }, ...extensions.values()].some((part) => [...part.attributes.values()].some(isInherited));
}

/**
 * Copies a value to objects without a prototype. Values nested deeper than any schema are not copied; validation
 * rejects them.
 */
function withoutPrototypes(value: unknown, levels = MAX_DEPTH): unknown {
  if (levels === 0) return value;
  if (Array.isArray(value)) return value.map((element) => withoutPrototypes(element, levels - 1));
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) copy[name] = withoutPrototypes(member, levels - 1);
  return copy;
}

/**
 * Validates the values that a resource has; required attributes may be missing.
 *
 * @throws ScimError (400 `invalidValue`) that names the first invalid attribute and what is wrong with it.
 */
export function assertValueTypes(resource: object, type: ResourceType): void {
  const issues = type.zod.safeParse(resource).error?.issues ?? [];
  const issue = issues.find(({ path }) => valueAt(resource, path) !== undefined);
  if (issue !== undefined) throw invalidValue(issue, resource);
}

/** @param input - the resource, prepared for zod. */
function validate(schema: z.ZodObject, resource: object, input: unknown): object {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw invalidValue(result.error.issues[0], resource);
}

function invalidValue(issue: z.core.$ZodIssue | undefined, resource: object): ScimError {
  const path = issue === undefined ? "" : printIssuePath(issue.path);
  const problem = issue === undefined ? "is not valid" : describeIssue(issue, valueAt(resource, issue.path));
  return new ScimError(path === "" ? problem : `${path}: ${problem}`, { status: 400, scimType: "invalidValue" });
}

/** `emails[0].value`, or the URN, a colon and the name in an extension. */
function printIssuePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((printed, key, index) => {
    if (typeof key === "number") return `${printed}[${key}]`;
    if (index === 0) return String(key);
    return `${printed}${index === 1 && printed.includes(":") ? ":" : "."}${String(key)}`;
  }, "");
}

/** Names for types where zod's differ. */
const JSON_NAMES: ReadonlyMap<string, string> = new Map([
  ["array", "list"],
  ["int", "integer"],
]);

/** Says what is wrong with a value: its type is named, the value itself never appears. */
function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return "is required";
  if (issue.code === "invalid_type")
    return `expected ${withArticle(JSON_NAMES.get(issue.expected) ?? issue.expected)}, found ${describeType(value)}`;
  if (issue.code === "too_small" && value === "") return "must not be empty";
  return issue.message;
}

function valueAt(resource: object, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? readProperty(value, String(key)) : undefined),
    resource,
  );
}
