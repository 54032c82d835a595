/**
 * A resource type: one description from which validation, filters, PATCH, projection, discovery and documentation are made.
 */
import * as z from "zod";
import { ScimError } from "../errors.ts";
import { DEEPEST } from "../internal/depth.ts";
import type { Simplify } from "../internal/simplify.ts";
import { isObject, readProperty } from "../internal/values.ts";
import type { AttributeNode, AttributeTree, Described } from "./attribute-tree.ts";
import { type SchemaIdentity, schemaIdentities } from "./characteristics.ts";
import { compileTree } from "./compile-tree.ts";
import { commonAttributes, type Resource } from "./parts.ts";

/** An extension of a resource type, in the words of RFC 7643 §6. */
export interface SchemaExtension {
  /** URN of the extension, under which its attributes stand in a resource. */
  readonly urn: string;
  /** Whether every resource must carry it. */
  readonly required: boolean;
}

/**
 * A kind of resource: its endpoint, its schemas, and the checks that follow from them.
 *
 * @typeParam Resource What a valid resource looks like.
 */
export interface ResourceType<Resource = object> extends Described {
  /** Name, such as `User`; the value of `meta.resourceType`. */
  readonly name: string;
  /** Path below the base URL, such as `/Users`. */
  readonly endpoint: string;
  /** What the resources are, in a sentence. */
  readonly description: string;
  /** URN of the core schema. */
  readonly schema: string;
  /** Extensions, in the order of their declaration. */
  readonly extensions: readonly SchemaExtension[];
  /** Identities of the core schema and of each extension, in this order. */
  readonly schemas: readonly SchemaIdentity[];
  /** The compiled attributes. */
  readonly tree: AttributeTree;
  /** The zod schema of the whole resource, extensions included. */
  readonly zod: z.ZodType<Resource>;
  /**
   * Checks a resource with canonical names, such as `normalizeResource` makes.
   *
   * @throws ScimError 400 `invalidValue` that names the first attribute at fault.
   */
  validate(resource: object): Resource;
}

/** A required extension in a {@link ResourceTypeDefinition}; a bare zod object is an optional one. */
export interface RequiredExtension<Schema extends z.ZodObject = z.ZodObject> {
  /** The attributes of the extension. */
  readonly schema: Schema;
  /** Every resource must carry the extension. */
  readonly required: true;
}

/** Extensions by URN; a URN need not start with `urn:ietf:`. */
export type ExtensionSchemas = Readonly<Record<string, z.ZodObject | RequiredExtension>>;

/** What a resource type is made of. */
export interface ResourceTypeDefinition<Schema extends z.ZodObject, Extensions extends ExtensionSchemas> {
  /** Name, such as `Device`. */
  readonly name: string;
  /** Path below the base URL, such as `/Devices`. */
  readonly endpoint: string;
  /** What the resources are; the description of the schema by default. */
  readonly description?: string;
  /** The core schema, made by `defineSchema`, which gave it its URN. A key that is a URN is an extension. */
  readonly schema: Schema;
  /** Further extensions by URN. */
  readonly extensions?: Extensions;
}

/** What extensions add to a resource: a member for each URN. */
export type ExtensionAttributes<Extensions> = {
  [Urn in keyof Extensions as Extensions[Urn] extends z.ZodObject ? Urn : never]?: z.output<Extensions[Urn]>;
} & {
  [Urn in keyof Extensions as Extensions[Urn] extends RequiredExtension
    ? Urn
    : never]: Extensions[Urn] extends RequiredExtension<infer Schema> ? z.output<Schema> : never;
};

/** The resource that a schema and extensions describe, with the common attributes. */
export type ResourceOf<Schema extends z.ZodObject, Extensions> = Simplify<
  Omit<Resource, keyof z.output<Schema>> & z.output<Schema> & ExtensionAttributes<Extensions>
>;

/**
 * Describes a resource type.
 *
 * @throws TypeError for a schema without a URN, or an attribute that SCIM cannot express.
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

/** The schema with its further extensions, and with the common attributes that it does not have itself. */
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

/** A plain zod object gives what it was told by `meta`; without that, the end of its URN stands for its name. */
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

/** Whether an attribute is named as something that every object inherits, such as `toString`: zod would find that where the attribute is absent. */
function hasInheritedName({ attributes, extensions }: AttributeTree): boolean {
  const isInherited = ({ name, subAttributes }: AttributeNode): boolean =>
    name in Object.prototype || [...subAttributes.values()].some(isInherited);
  return [{ attributes }, ...extensions.values()].some((part) => [...part.attributes.values()].some(isInherited));
}

/** Copies whose objects inherit nothing. What is nested so deep that no schema can want it is left to be refused. */
function withoutPrototypes(value: unknown, levels = DEEPEST): unknown {
  if (levels === 0) return value;
  if (Array.isArray(value)) return value.map((element) => withoutPrototypes(element, levels - 1));
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) copy[name] = withoutPrototypes(member, levels - 1);
  return copy;
}

/**
 * Checks the types of the values that a resource has; required attributes may be missing.
 *
 * @throws ScimError 400 `invalidValue` that names the first attribute at fault.
 */
export function assertValueTypes(resource: object, type: ResourceType): void {
  const result = type.zod.safeParse(resource);
  const issue = result.error?.issues.find(({ path }) => !isAbsent(resource, path));
  if (issue !== undefined) throw invalidValue(issue.path, issue.message);
}

/** @param input - the resource as zod may see it. */
function validate(schema: z.ZodObject, resource: object, input: unknown): object {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  throw invalidValue(path, isAbsent(resource, path) ? "is required" : (issue?.message ?? "is not valid"));
}

function invalidValue(path: readonly PropertyKey[], problem: string): ScimError {
  const place = printIssuePath(path);
  return new ScimError(place === "" ? problem : `${place}: ${problem}`, { status: 400, scimType: "invalidValue" });
}

/** `emails[0].value`, or the URN, a colon and the name in an extension. */
function printIssuePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key, index) => {
    if (typeof key === "number") return `${text}[${key}]`;
    if (index === 0) return String(key);
    return `${text}${index === 1 && text.includes(":") ? ":" : "."}${String(key)}`;
  }, "");
}

function isAbsent(resource: object, path: readonly PropertyKey[]): boolean {
  const value = path.reduce<unknown>(
    (place, key) => (typeof place === "object" && place !== null ? readProperty(place, String(key)) : undefined),
    resource,
  );
  return value === undefined;
}
