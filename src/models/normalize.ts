/**
 * Normalizes incoming JSON to its canonical form: names and URNs as declared, no unassigned values, booleans as
 * booleans, `schemas` complete.
 *
 * Values of a wrong type are left to validation, as long as their structure fits.
 *
 * Most input is canonical already. So every part is checked first without allocating, and is reused if it passes; only
 * the other parts are rebuilt. The input is never changed, and normalizing a result gives the same result.
 */
import { ScimError, type ScimType } from "../errors.ts";
import { describeType, withArticle } from "../internal/describe-type.ts";
import { isObject, isUnassigned } from "../internal/values.ts";
import {
  type AttributeNode,
  type AttributeTree,
  type ExtensionNode,
  type Json,
  type JsonObject,
  lookUpName,
  type ResourceTypeLike,
  resolveName,
} from "./attribute-tree.ts";
import {
  isNoValue,
  isPlainObject,
  openSingle,
  readBoolean,
  readComplex,
  readList,
  type ValueLeniencies,
} from "./lenient-values.ts";

/** Options of {@link normalizeResource}. */
export interface NormalizeOptions {
  /**
   * What to do with names that the resource type does not have: `drop` (the default), `keep`, or `refuse` with 400
   * `invalidSyntax`.
   */
  readonly unknownAttributes?: "drop" | "keep" | "refuse" | undefined;
  /**
   * Other URNs of the core schema that `schemas` may contain, such as that of SCIM 1.1; the result has the core URN.
   */
  readonly schemaAliases?: readonly string[] | undefined;
  /**
   * Whether `"True"` and `"false"`, in any case, become booleans if the schema says boolean; true by default, because
   * Entra sends them.
   */
  readonly coerceBooleans?: boolean | undefined;
  /**
   * Whether to read the forms that identity providers send, as PATCH does by default: `identityProviders`, or `none`,
   * the default. A string for a complex value, one value for a list, a list of one for one value, JSON strings, a
   * manager of `""` for none, and names of extension attributes without the URN.
   */
  readonly leniency?: "none" | "identityProviders" | undefined;
}

type Attributes = ReadonlyMap<string, AttributeNode>;

/** What `leniency: "identityProviders"` reads; booleans have an option of their own. */
const LENIENT: ValueLeniencies = {
  stringBooleans: false,
  stringReferences: true,
  jsonStrings: true,
  emptyStrings: true,
};

function isLenient({ leniency }: NormalizeOptions): boolean {
  return leniency === "identityProviders";
}

/**
 * Normalizes a resource.
 *
 * - Names match in any case (RFC 7643 §2.1).
 * - null, `[]` and `{}` mean unassigned and are dropped (RFC 7643 §2.5).
 * - `"True"` and `"false"` become booleans if the schema says boolean. A number in a string stays a string: no client
 *   is known to need more.
 * - Keys may also have the notation of RFC 7644 §3.10: `name.givenName`, or the URN of a schema, a colon and a name.
 * - The core attributes may be grouped under the URN of their schema, as those of an extension are.
 * - An attribute that is given twice is rejected, because either choice would be a guess.
 *
 * @param input The resource as JSON; never changed.
 * @param type The resource type, such as `UserType`.
 * @param options How to read unknown names, schema aliases and booleans.
 * @returns The resource with canonical names; the input itself if it is canonical already.
 * @throws ScimError (400 `invalidSyntax`) for input that is no object, for an attribute given twice and, with `refuse`,
 * for unknown names; (400 `invalidValue`) for a list or an object that the schema does not allow.
 * @example
 * ```ts
 * import { normalizeResource, UserType } from "proxyclick-scim/models";
 *
 * normalizeResource({ USERNAME: "ada", active: "True", title: null }, UserType);
 * // { userName: "ada", active: true, … }
 * ```
 */
export function normalizeResource(input: unknown, type: ResourceTypeLike, options: NormalizeOptions = {}): JsonObject {
  if (!isObject(input)) throw invalid("invalidSyntax", `A resource must be an object, found ${describeType(input)}`);
  return isNormalResource(input, type.tree, isLenient(options)) ? input : rebuildResource(input, type.tree, options);
}

/**
 * Normalizes a value of one attribute: the whole list or one element of it if the attribute is multi-valued.
 *
 * @returns undefined for a value that means unassigned.
 * @throws ScimError with status 400 as {@link normalizeResource} does.
 */
export function normalizeValue(
  value: unknown,
  attribute: AttributeNode,
  options: NormalizeOptions = {},
): Json | undefined {
  if (isNormalValue(value, attribute, isLenient(options))) return value;
  if (isUnassigned(value)) return undefined;
  const given = isLenient(options) ? readLenient(value, attribute) : value;
  if (!Array.isArray(given)) return normalizeElement(given, attribute, options);
  if (!attribute.multiValued) throw invalid("invalidValue", `${attribute.path}: expected a single value, found a list`);
  const elements = given.map((element) => normalizeElement(element, attribute, options));
  const assigned = elements.filter((element) => element !== undefined);
  return assigned.length === 0 ? undefined : assigned;
}

/** A list for a multi-valued attribute, one value for another; undefined for a value that means none. */
function readLenient(value: unknown, attribute: AttributeNode): unknown {
  if (isNoValue(value, attribute, LENIENT)) return undefined;
  if (attribute.multiValued) return readList(value, attribute, LENIENT);
  return attribute.type === "complex" ? openSingle(value, LENIENT) : value;
}

function isNormalResource(
  input: Readonly<Record<string, unknown>>,
  tree: AttributeTree,
  lenient: boolean,
): input is JsonObject {
  let extensions = 0;
  for (const key of Object.keys(input)) {
    const attribute = tree.attributes.get(key.toLowerCase());
    if (attribute !== undefined) {
      if (attribute.name !== key || !isNormalValue(input[key], attribute, lenient)) return false;
      continue;
    }
    const extension = tree.extensions.get(key.toLowerCase());
    if (extension?.urn !== key || !isNormalObject(input[key], extension.attributes, lenient)) return false;
    extensions++;
  }
  const { schemas } = input;
  if (!Array.isArray(schemas) || schemas.length !== extensions + 1 || !schemas.includes(tree.schema)) return false;
  for (const { urn } of tree.extensions.values()) {
    if (Object.hasOwn(input, urn) !== schemas.includes(urn)) return false;
  }
  return true;
}

function isNormalObject(value: unknown, attributes: Attributes, lenient: boolean): value is JsonObject {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  for (const key of keys) {
    const attribute = attributes.get(key) ?? attributes.get(key.toLowerCase());
    if (attribute === undefined || attribute.name !== key || !isNormalValue(value[key], attribute, lenient))
      return false;
  }
  return keys.length > 0;
}

function isNormalValue(value: unknown, attribute: AttributeNode, lenient: boolean): value is Json {
  return Array.isArray(value)
    ? attribute.multiValued &&
        value.length > 0 &&
        value.every((element) => isNormalElement(element, attribute, lenient))
    : !(lenient && attribute.multiValued) && isNormalElement(value, attribute, lenient);
}

function isNormalElement(value: unknown, attribute: AttributeNode, lenient: boolean): value is Json {
  switch (typeof value) {
    case "string":
      if (lenient && (attribute.type === "complex" || (value === "" && isNoValue(value, attribute, LENIENT))))
        return false;
      return attribute.type !== "boolean" || readBoolean(value) === value;
    case "number":
    case "boolean":
      return true;
    case "object":
      if (attribute.type !== "complex" || !isNormalObject(value, attribute.subAttributes, lenient)) return false;
      return !lenient || isPlainObject(value, attribute);
    default:
      return false;
  }
}

function normalizeElement(value: unknown, attribute: AttributeNode, options: NormalizeOptions): Json | undefined {
  if (isUnassigned(value)) return undefined;
  const members =
    isLenient(options) && attribute.type === "complex" ? readComplex(value, attribute, LENIENT) : undefined;
  if (members !== undefined) return normalizeObject(members, attribute.subAttributes, `${attribute.path}.`, options);
  if (typeof value === "string") {
    const boolean = attribute.type === "boolean" && options.coerceBooleans !== false ? readBoolean(value) : value;
    return typeof boolean === "boolean" ? boolean : value;
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (!isObject(value) || attribute.type !== "complex") {
    const expected = withArticle(attribute.type === "complex" ? "object" : attribute.type);
    throw invalid("invalidValue", `${attribute.path}: expected ${expected}, found ${describeType(value)}`);
  }
  return normalizeObject(value, attribute.subAttributes, `${attribute.path}.`, options);
}

function normalizeObject(
  value: Readonly<Record<string, unknown>>,
  attributes: Attributes,
  prefix: string,
  options: NormalizeOptions,
): JsonObject | undefined {
  if (isNormalObject(value, attributes, isLenient(options))) return value;
  const output: Members = {};
  for (const [key, member] of Object.entries(value)) {
    const attribute = attributes.get(key.toLowerCase());
    if (attribute === undefined) assign(output, key, unknownValue(prefix + key, member, options), prefix);
    else assign(output, attribute.name, normalizeValue(member, attribute, options), prefix);
  }
  return Object.keys(output).length === 0 ? undefined : output;
}

interface ResourceBuilder {
  readonly tree: AttributeTree;
  readonly options: NormalizeOptions;
  /** The URNs that `schemas` contains. */
  readonly givenSchemas: string[];
  readonly output: Members;
}

type Members = Record<string, Json | undefined>;

function rebuildResource(
  input: Readonly<Record<string, unknown>>,
  tree: AttributeTree,
  options: NormalizeOptions,
): JsonObject {
  const builder: ResourceBuilder = { tree, options, givenSchemas: [], output: { schemas: [] } };
  const { output, givenSchemas } = builder;
  for (const [key, value] of Object.entries(input)) {
    // Some clients group the core attributes under the URN of their schema, as those of an extension.
    const members = isObject(value) && key.toLowerCase() === tree.schema.toLowerCase() ? value : { [key]: value };
    for (const [name, member] of Object.entries(members)) addMember(name, member, builder);
  }
  const present = [...tree.extensions.values()].filter(({ urn }) => Object.hasOwn(output, urn)).map(({ urn }) => urn);
  if (options.unknownAttributes === "refuse") rejectUnknownSchemas(givenSchemas, tree, options);
  return { ...output, schemas: [tree.schema, ...present] };
}

/**
 * Reads a key in the notation of RFC 7644 §3.10, such as `name.givenName`, or the URN of an extension with or without a
 * name.
 */
function addMember(key: string, value: unknown, { tree, options, givenSchemas, output }: ResourceBuilder): void {
  const lookUp = isLenient(options) ? lookUpName : resolveName;
  const { extension, attribute, subAttribute } = lookUp(tree, key) ?? {};
  if (attribute !== undefined && attribute === tree.attributes.get("schemas")) {
    for (const urn of readSchemas(value)) givenSchemas.push(urn);
  } else if (subAttribute !== undefined && attribute?.multiValued === true) {
    // The key does not say which element.
    unknownValue(key, undefined, options);
  } else if (attribute !== undefined) {
    const normalized = nest(normalizeValue(value, subAttribute ?? attribute, options), subAttribute?.name);
    if (extension === undefined) assign(output, attribute.name, normalized, "");
    else assign(output, extension.urn, nest(normalized, attribute.name), "");
  } else if (extension !== undefined) {
    assign(output, extension.urn, normalizeExtension(value, extension, options), "");
  } else {
    assignUnknown(key, unknownValue(key, value, options), output);
  }
}

/** The URN of an unknown extension may stand before the name of one of its attributes (RFC 7644 §3.10). */
function assignUnknown(key: string, value: Json | undefined, output: Members): void {
  const colon = key.lastIndexOf(":");
  if (colon < 0 || isObject(value)) assign(output, key, value, "");
  else assign(output, key.slice(0, colon), nest(value, key.slice(colon + 1)), "");
}

function nest(value: Json | undefined, name: string | undefined): Json | undefined {
  return value === undefined || name === undefined ? value : { [name]: value };
}

/** Merges parts of a complex value that come from several keys; no part may be given twice. */
function assign(output: Members, name: string, value: Json | undefined, prefix: string): void {
  if (value === undefined) return;
  const before = Object.hasOwn(output, name) ? output[name] : undefined;
  if (before === undefined) {
    output[name] = value;
    return;
  }
  const path = prefix + name;
  if (!isMembers(before) || !isMembers(value)) throw invalid("invalidSyntax", `${path} is given twice`);
  // Both may be parts of the input, which must not change.
  const merged: Members = { ...before };
  for (const [part, member] of Object.entries(value))
    assign(merged, part, member, `${path}${path.includes(":") ? ":" : "."}`);
  output[name] = merged;
}

function isMembers(value: Json): value is JsonObject {
  return isObject(value);
}

function normalizeExtension(
  value: unknown,
  extension: ExtensionNode,
  options: NormalizeOptions,
): JsonObject | undefined {
  if (isUnassigned(value)) return undefined;
  if (!isObject(value))
    throw invalid("invalidValue", `${extension.urn}: expected an object, found ${describeType(value)}`);
  return normalizeObject(value, extension.attributes, `${extension.urn}:`, options);
}

function readSchemas(value: unknown): readonly string[] {
  if (isUnassigned(value)) return [];
  if (Array.isArray(value) && value.every((urn) => typeof urn === "string")) return value;
  throw invalid("invalidValue", "schemas: expected a list of URNs");
}

/** The URNs of a resource follow from its attributes (RFC 7643 §3), so only unknown URNs are wrong. */
function rejectUnknownSchemas(
  givenSchemas: readonly string[],
  tree: AttributeTree,
  { schemaAliases = [] }: NormalizeOptions,
): void {
  const known = new Set([tree.schema, ...schemaAliases].map((urn) => urn.toLowerCase()));
  const unknown = givenSchemas.find((urn) => !known.has(urn.toLowerCase()) && !tree.extensions.has(urn.toLowerCase()));
  if (unknown !== undefined) throw invalid("invalidValue", `schemas contains the unknown schema ${shorten(unknown)}`);
}

/** The value of a name that the resource type does not have, as JSON; undefined when it is dropped. */
function unknownValue(path: string, value: unknown, { unknownAttributes }: NormalizeOptions): Json | undefined {
  // An assignment would take `__proto__` for the prototype.
  if (unknownAttributes === "refuse" || (unknownAttributes === "keep" && path.endsWith("__proto__")))
    throw invalid("invalidSyntax", `${shorten(path)} is not an attribute of this resource type`);
  if (unknownAttributes !== "keep" || isUnassigned(value)) return undefined;
  const json: Json = JSON.parse(JSON.stringify(value) ?? "null");
  return json ?? undefined;
}

/** Shortens a name from the input for an error message. */
function shorten(name: string): string {
  return name.length <= 100 ? name : `${name.slice(0, 100)}…`;
}

function invalid(scimType: ScimType, detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType });
}
