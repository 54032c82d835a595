/**
 * Brings incoming JSON to its canonical form: names and URNs as they are declared, nothing that is unassigned, booleans as booleans, `schemas`
 * complete. Values of a wrong type are left for validation, as long as their structure fits.
 *
 * Most input is canonical already. So every part is first checked without making anything, and a part that passes is used as it is; only the others
 * are built anew. The input is never changed, and normalising a result gives the same result.
 */
import { ScimError, type ScimType } from "../errors.ts";
import { isObject, isUnassigned } from "../internal/values.ts";
import {
  type AttributeNode,
  type AttributeTree,
  type Described,
  type ExtensionNode,
  type Json,
  type JsonObject,
  resolveName,
} from "./attribute-tree.ts";

/** How strictly input is read. */
export interface NormalizeOptions {
  /** What happens to names that the resource type does not have; `drop` by default, `refuse` answers 400 `invalidSyntax`. */
  readonly unknownAttributes?: "drop" | "refuse" | undefined;
  /** Other URNs that may stand in `schemas` for the core schema, such as the one of SCIM 1.1; the result has the core URN. */
  readonly schemaAliases?: readonly string[] | undefined;
  /** Whether `"True"` and `"false"`, in any case, become booleans where the schema says boolean; true by default, for Entra sends them. */
  readonly coerceBooleans?: boolean | undefined;
}

type Attributes = ReadonlyMap<string, AttributeNode>;

/**
 * Normalises a whole resource.
 *
 * Names match in any case (RFC 7643 §2.1); null, `[]` and `{}` mean unassigned and are dropped (RFC 7643 §2.5); `"True"` and `"false"` become
 * booleans where the schema says boolean. A number in text stays text: no client is known to need more. Keys may also have the notation of RFC 7644
 * §3.10 (`name.givenName`, the URN of a schema, a colon and a name), and the core attributes may stand under the URN of their schema as those of an
 * extension do. An attribute that is given twice is refused, since a choice between the two would be a guess.
 *
 * @throws ScimError 400 `invalidSyntax` for input that is no object, for an attribute given twice and, when told to refuse them, for unknown names;
 * `invalidValue` for a list or an object where the schema has none.
 * @example
 * ```ts
 * import { normalizeResource, UserType } from "proxyclick-scim/models";
 *
 * normalizeResource({ USERNAME: "ada", active: "True", title: null }, UserType); // { userName: "ada", active: true, … }
 * ```
 */
export function normalizeResource(input: unknown, type: Described, options: NormalizeOptions = {}): JsonObject {
  if (!isObject(input)) throw problem("invalidSyntax", "The resource must be a JSON object");
  return isNormalResource(input, type.tree) ? input : rebuildResource(input, type.tree, options);
}

/**
 * Normalises a value of one attribute: the whole list or one element of it when the attribute is multi-valued.
 *
 * @returns undefined for a value that means unassigned.
 * @throws ScimError 400 as {@link normalizeResource} does.
 */
export function normalizeValue(
  value: unknown,
  attribute: AttributeNode,
  options: NormalizeOptions = {},
): Json | undefined {
  if (isNormalValue(value, attribute)) return value;
  if (isUnassigned(value)) return undefined;
  if (!Array.isArray(value)) return normalizeElement(value, attribute, options);
  if (!attribute.multiValued) throw problem("invalidValue", `${attribute.path} takes one value, not a list`);
  const elements = value.map((element) => normalizeElement(element, attribute, options));
  const assigned = elements.filter((element) => element !== undefined);
  return assigned.length === 0 ? undefined : assigned;
}

function isNormalResource(input: Readonly<Record<string, unknown>>, tree: AttributeTree): input is JsonObject {
  let extensions = 0;
  for (const key of Object.keys(input)) {
    const attribute = tree.attributes.get(key.toLowerCase());
    if (attribute !== undefined) {
      if (attribute.name !== key || !isNormalValue(input[key], attribute)) return false;
      continue;
    }
    const extension = tree.extensions.get(key.toLowerCase());
    if (extension?.urn !== key || !isNormalObject(input[key], extension.attributes)) return false;
    extensions++;
  }
  const { schemas } = input;
  if (!Array.isArray(schemas) || schemas.length !== extensions + 1 || !schemas.includes(tree.schema)) return false;
  for (const { urn } of tree.extensions.values()) {
    if (Object.hasOwn(input, urn) !== schemas.includes(urn)) return false;
  }
  return true;
}

function isNormalObject(value: unknown, attributes: Attributes): value is JsonObject {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  for (const key of keys) {
    const attribute = attributes.get(key) ?? attributes.get(key.toLowerCase());
    if (attribute === undefined || attribute.name !== key || !isNormalValue(value[key], attribute)) return false;
  }
  return keys.length > 0;
}

function isNormalValue(value: unknown, attribute: AttributeNode): value is Json {
  return Array.isArray(value)
    ? attribute.multiValued && value.length > 0 && value.every((element) => isNormalElement(element, attribute))
    : isNormalElement(value, attribute);
}

function isNormalElement(value: unknown, attribute: AttributeNode): value is Json {
  switch (typeof value) {
    case "string":
      return attribute.type !== "boolean" || toBoolean(value) === value;
    case "number":
    case "boolean":
      return true;
    case "object":
      return attribute.type === "complex" && isNormalObject(value, attribute.subAttributes);
    default:
      return false;
  }
}

function normalizeElement(value: unknown, attribute: AttributeNode, options: NormalizeOptions): Json | undefined {
  if (isUnassigned(value)) return undefined;
  if (typeof value === "string") {
    return attribute.type === "boolean" && options.coerceBooleans !== false ? toBoolean(value) : value;
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (!isObject(value) || attribute.type !== "complex") {
    throw problem(
      "invalidValue",
      `${attribute.path} must be ${attribute.type === "complex" ? "an object" : `of type ${attribute.type}`}`,
    );
  }
  return normalizeObject(value, attribute.subAttributes, `${attribute.path}.`, options);
}

function normalizeObject(
  value: Readonly<Record<string, unknown>>,
  attributes: Attributes,
  prefix: string,
  options: NormalizeOptions,
): JsonObject | undefined {
  if (isNormalObject(value, attributes)) return value;
  const output: Members = {};
  for (const [key, member] of Object.entries(value)) {
    const attribute = attributes.get(key.toLowerCase());
    if (attribute === undefined) refuseUnknown(prefix + key, options);
    else assign(output, attribute.name, normalizeValue(member, attribute, options), prefix);
  }
  return Object.keys(output).length === 0 ? undefined : output;
}

interface Building {
  readonly tree: AttributeTree;
  readonly options: NormalizeOptions;
  /** What `schemas` says. */
  readonly given: string[];
  readonly output: Members;
}

type Members = Record<string, Json | undefined>;

function rebuildResource(
  input: Readonly<Record<string, unknown>>,
  tree: AttributeTree,
  options: NormalizeOptions,
): JsonObject {
  const building: Building = { tree, options, given: [], output: { schemas: [] } };
  const { output, given } = building;
  for (const [key, value] of Object.entries(input)) {
    // Some clients put the core attributes under the URN of their schema, as those of an extension.
    const members = isObject(value) && key.toLowerCase() === tree.schema.toLowerCase() ? value : { [key]: value };
    for (const [name, member] of Object.entries(members)) addMember(name, member, building);
  }
  const present = [...tree.extensions.values()].filter(({ urn }) => Object.hasOwn(output, urn)).map(({ urn }) => urn);
  if (options.unknownAttributes === "refuse") refuseUnknownSchemas(given, tree, options);
  return { ...output, schemas: [tree.schema, ...present] };
}

/** Reads a key in the notation of RFC 7644 §3.10, such as `name.givenName`, or the URN of an extension with a name behind it or without. */
function addMember(key: string, value: unknown, { tree, options, given, output }: Building): void {
  const { extension, attribute, subAttribute } = resolveName(tree, key) ?? {};
  if (attribute !== undefined && attribute === tree.attributes.get("schemas")) {
    for (const urn of readSchemas(value)) given.push(urn);
  } else if (subAttribute !== undefined && attribute?.multiValued === true) {
    // Of which element is not said.
    refuseUnknown(key, options);
  } else if (attribute !== undefined) {
    const normal = wrap(normalizeValue(value, subAttribute ?? attribute, options), subAttribute?.name);
    if (extension === undefined) assign(output, attribute.name, normal, "");
    else assign(output, extension.urn, wrap(normal, attribute.name), "");
  } else if (extension !== undefined) {
    assign(output, extension.urn, normalizeExtension(value, extension, options), "");
  } else {
    refuseUnknown(key, options);
  }
}

function wrap(value: Json | undefined, name: string | undefined): Json | undefined {
  return value === undefined || name === undefined ? value : { [name]: value };
}

/** Parts of a complex value that stand under several keys come together; none may be given twice. */
function assign(output: Members, name: string, value: Json | undefined, prefix: string): void {
  if (value === undefined) return;
  const before = Object.hasOwn(output, name) ? output[name] : undefined;
  if (before === undefined) {
    output[name] = value;
    return;
  }
  const path = prefix + name;
  if (!isMembers(before) || !isMembers(value)) throw problem("invalidSyntax", `${path} is given twice`);
  // Both may be parts of the input, which is never changed.
  const joined: Members = { ...before };
  for (const [part, member] of Object.entries(value))
    assign(joined, part, member, `${path}${path.includes(":") ? ":" : "."}`);
  output[name] = joined;
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
  if (!isObject(value)) throw problem("invalidValue", `${extension.urn} must be an object`);
  return normalizeObject(value, extension.attributes, `${extension.urn}:`, options);
}

function readSchemas(value: unknown): readonly string[] {
  if (isUnassigned(value)) return [];
  if (Array.isArray(value) && value.every((urn) => typeof urn === "string")) return value;
  throw problem("invalidValue", "schemas must be a list of URNs");
}

/** The URNs of a resource follow from its attributes (RFC 7643 §3), so only unknown ones can be wrong. */
function refuseUnknownSchemas(
  given: readonly string[],
  tree: AttributeTree,
  { schemaAliases = [] }: NormalizeOptions,
): void {
  const known = new Set([tree.schema, ...schemaAliases].map((urn) => urn.toLowerCase()));
  const unknown = given.find((urn) => !known.has(urn.toLowerCase()) && !tree.extensions.has(urn.toLowerCase()));
  if (unknown !== undefined) throw problem("invalidValue", `schemas names the unknown schema ${shorten(unknown)}`);
}

function refuseUnknown(path: string, { unknownAttributes }: NormalizeOptions): void {
  if (unknownAttributes === "refuse")
    throw problem("invalidSyntax", `${shorten(path)} is not an attribute of this resource type`);
}

/** `"True"` and `"false"`, in any case, as a boolean; any other text as it is. */
function toBoolean(text: string): boolean | string {
  if (text.length > 5) return text;
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : text;
}

/** A name that came from outside, fit for a message. */
function shorten(name: string): string {
  return name.length <= 100 ? name : `${name.slice(0, 100)}…`;
}

function problem(scimType: ScimType, detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType });
}
