/**
 * Compiles zod schemas and their characteristics into an attribute tree, once per resource type.
 *
 * In the shape of a resource, a key with a colon is the URN of an extension: attribute names have no colon (RFC 7643
 * §2.1).
 */
import * as z from "zod";
import * as zodCore from "zod/v4/core";
import type { AttributeNode, AttributeTree, ExtensionNode } from "./attribute-tree.ts";
import { type Characteristics, characteristics } from "./characteristics.ts";
import { commonAttributes } from "./common-attributes.ts";

const COMMON_NAMES: ReadonlySet<string> = new Set(Object.keys(commonAttributes).map((name) => name.toLowerCase()));

type Schema = zodCore.$ZodType;
type Shape = Readonly<Record<string, Schema>>;

/**
 * Maximum depth of attributes, in dots of a path. A schema that contains itself exceeds it; real schemas stay far
 * below.
 */
const MAX_DEPTH = 50;

/** RFC 7643 §2.1, and `$ref`. */
const ATTRIBUTE_NAME = /^[$A-Za-z][-_$A-Za-z0-9]*$/;

/**
 * Compiles the tree of a resource type.
 *
 * @param urn URN of the core schema.
 * @param shape Shape of the resource with the common attributes; the keys of extensions are their URNs.
 * @throws TypeError for an invalid attribute name, two names that differ only in case, a zod type without a SCIM type,
 * or one that changes values (`default`, `transform`, `catch`).
 */
export function compileTree(urn: string, shape: Shape): AttributeTree {
  const entries = Object.entries(shape);
  const isExtension = ([name]: [string, Schema]) => name.includes(":");
  const isCommon = ([name]: [string, Schema]) => Object.hasOwn(commonAttributes, name);
  const core = entries.filter((entry) => !isExtension(entry) && !isCommon(entry));
  return {
    schema: urn,
    attributes: new Map([...compileShape(entries.filter(isCommon), "", ""), ...compileShape(core, urn, "")]),
    extensions: compileExtensions(urn, entries.filter(isExtension)),
  };
}

function compileExtensions(core: string, entries: readonly [string, Schema][]): ReadonlyMap<string, ExtensionNode> {
  const extensions = new Map<string, ExtensionNode>();
  for (const [urn, schema] of entries) {
    const key = urn.toLowerCase();
    if (extensions.has(key) || key === core.toLowerCase()) throw new TypeError(`The schema ${urn} is declared twice`);
    extensions.set(key, compileExtension(urn, schema));
  }
  return extensions;
}

function compileExtension(urn: string, schema: Schema): ExtensionNode {
  const { core } = unwrap(schema, urn);
  if (!(core instanceof zodCore.$ZodObject)) throw new TypeError(`The extension ${urn} must be a zod object`);
  return {
    urn,
    required: isRequired(schema),
    attributes: compileShape(Object.entries(core._zod.def.shape), urn, `${urn}:`),
  };
}

function compileShape(
  entries: readonly [string, Schema][],
  urn: string,
  prefix: string,
): ReadonlyMap<string, AttributeNode> {
  const nodes = new Map<string, AttributeNode>();
  for (const [name, schema] of entries) {
    const path = prefix + name;
    if (urn !== "" && prefix === "" && COMMON_NAMES.has(name.toLowerCase())) {
      throw new TypeError(`The attribute ${path} has the name of a common attribute`);
    }
    if (!ATTRIBUTE_NAME.test(name)) throw new TypeError(`${path} is not an attribute name of RFC 7643 §2.1`);
    if (nodes.has(name.toLowerCase())) throw new TypeError(`The attribute ${path} is declared twice`);
    nodes.set(name.toLowerCase(), compileAttribute(name, path, urn, schema));
  }
  return nodes;
}

function compileAttribute(name: string, path: string, urn: string, schema: Schema): AttributeNode {
  if (path.split(".").length > MAX_DEPTH) {
    throw new TypeError(`The attribute ${path.slice(0, 80)}… is nested too deep, or contains itself`);
  }
  const { core, element, multiValued, meta } = unwrapList(schema, path);
  const type = meta.type ?? typeOf(element, path);
  return {
    name,
    path,
    schema: urn,
    type,
    multiValued,
    required: isRequired(schema),
    caseExact: meta.caseExact ?? (type === "reference" || type === "binary"),
    mutability: meta.mutability ?? "readWrite",
    returned: meta.returned ?? "default",
    uniqueness: meta.uniqueness ?? "none",
    description: meta.description ?? descriptionOf(schema) ?? descriptionOf(core) ?? "",
    canonicalValues: meta.canonicalValues ?? valuesOf(element),
    referenceTypes: meta.referenceTypes ?? (type === "reference" ? ["external"] : []),
    subAttributes:
      element instanceof zodCore.$ZodObject
        ? compileShape(Object.entries(element._zod.def.shape), urn, `${path}.`)
        : new Map(),
  };
}

function isRequired(schema: Schema): boolean {
  return schema._zod.optin === undefined;
}

/**
 * The schema within optional, nullable and the like, with the characteristics of all layers; outer ones win.
 */
function unwrap(schema: Schema, path: string): { core: Schema; meta: Characteristics } {
  let core = schema;
  let meta: Characteristics = characteristics.get(core) ?? {};
  rejectChangingSchema(core, path);
  for (let inner = innerOf(core); inner !== undefined; inner = innerOf(core)) {
    core = inner;
    rejectChangingSchema(core, path);
    meta = { ...characteristics.get(core), ...meta };
  }
  return { core, meta };
}

/**
 * Rejects schemas that make another value from the one that was sent: values are stored as they were sent, so the other
 * value would never be seen.
 */
function rejectChangingSchema(schema: Schema, path: string): void {
  const name = changeOf(schema);
  if (name === undefined) return;
  throw new TypeError(
    `The attribute ${path} uses zod's ${name}, which has no effect because values are stored as they are sent: leave it out`,
  );
}

function changeOf(schema: Schema): string | undefined {
  if (schema instanceof zodCore.$ZodDefault || schema instanceof zodCore.$ZodPrefault) return "default";
  if (schema instanceof zodCore.$ZodCatch) return "catch";
  if (schema instanceof zodCore.$ZodTransform || schema instanceof zodCore.$ZodCodec) return "transform";
  if (schema instanceof zodCore.$ZodPipe) return changeOf(schema._zod.def.in) ?? changeOf(schema._zod.def.out);
  // `trim`, `toLowerCase` and the like.
  return schema._zod.def.checks?.some(({ _zod }) => _zod.def.check === "overwrite") ? "transform" : undefined;
}

function innerOf(schema: Schema): Schema | undefined {
  if (
    schema instanceof zodCore.$ZodOptional ||
    schema instanceof zodCore.$ZodNullable ||
    schema instanceof zodCore.$ZodReadonly ||
    schema instanceof zodCore.$ZodNonOptional
  ) {
    return schema._zod.def.innerType;
  }
  if (schema instanceof zodCore.$ZodLazy) return schema._zod.def.getter();
  // JSON has the input side of a pipe.
  if (schema instanceof zodCore.$ZodPipe) return schema._zod.def.in;
  return undefined;
}

function unwrapList(
  schema: Schema,
  path: string,
): { core: Schema; element: Schema; multiValued: boolean; meta: Characteristics } {
  const outer = unwrap(schema, path);
  if (!(outer.core instanceof zodCore.$ZodArray)) return { ...outer, element: outer.core, multiValued: false };
  const inner = unwrap(outer.core._zod.def.element, path);
  return { core: outer.core, element: inner.core, multiValued: true, meta: { ...inner.meta, ...outer.meta } };
}

/** SCIM type of a zod type (RFC 7643 §2.3). */
function typeOf(schema: Schema, path: string): AttributeNode["type"] {
  if (schema instanceof zodCore.$ZodObject) return "complex";
  if (schema instanceof zodCore.$ZodISODateTime) return "dateTime";
  if (schema instanceof zodCore.$ZodURL) return "reference";
  if (schema instanceof zodCore.$ZodBase64 || schema instanceof zodCore.$ZodBase64URL) return "binary";
  if (schema instanceof zodCore.$ZodString || schema instanceof zodCore.$ZodTemplateLiteral) return "string";
  if (schema instanceof zodCore.$ZodBoolean) return "boolean";
  if (schema instanceof zodCore.$ZodNumber)
    return schema instanceof z.ZodNumber && schema.isInt ? "integer" : "decimal";
  if (schema instanceof zodCore.$ZodUnion) {
    const types = new Set(schema._zod.def.options.map((option) => typeOf(unwrap(option, path).core, path)));
    const [type] = types;
    if (types.size === 1 && type !== undefined && type !== "complex") return type;
  }
  if (valuesOf(schema).length > 0) return "string";
  throw new TypeError(
    `The attribute ${path} has the zod type ${schema._zod.def.type}, which has no SCIM type: set its characteristic "type"`,
  );
}

/** The values of an enum or of literals, which become canonical values. */
function valuesOf(schema: Schema): readonly string[] {
  const values =
    schema instanceof zodCore.$ZodEnum || schema instanceof zodCore.$ZodLiteral ? schema._zod.values : undefined;
  return [...(values ?? [])].filter((value) => typeof value === "string");
}

function descriptionOf(schema: Schema): string | undefined {
  return z.globalRegistry.get(schema)?.description;
}
