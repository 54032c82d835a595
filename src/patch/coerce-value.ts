/** Values of operations in the type of their attribute. */
import { parseInstant } from "../internal/instant.ts";
import { isUnassigned, readProperty } from "../internal/values.ts";
import type { AttributeNode } from "../models/attribute-tree.ts";
import type { Elements } from "./elements.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
import type { PatchLeniencies } from "./options.ts";
import { type OperationPlace, refuse, short } from "./patch-error.ts";
import type { Part } from "./step.ts";

/** All leniencies, each decided. */
export type Leniencies = Required<PatchLeniencies>;

const LENIENT: Leniencies = {
  anyCaseOps: true,
  textBooleans: true,
  pathKeys: true,
  createFromFilter: true,
  textReferences: true,
  jsonText: true,
  removeByValue: true,
  emptyText: true,
  emptyOperations: true,
  ignoreMissing: true,
  ignoreUnknown: true,
};

/** Fills in what the options leave open: every leniency is on. */
export function leniencies(options: PatchLeniencies | undefined): Leniencies {
  return options === undefined ? LENIENT : { ...LENIENT, ...options };
}

/**
 * Whether a value stands for "no value": null and the empty array (RFC 7643 §2.5), and with a leniency the empty text where no text can be a value.
 * `false`, `0` and the empty text of a string attribute are values.
 */
export function meansNothing(value: unknown, node: AttributeNode, { emptyText }: Leniencies): boolean {
  if (value === "") return emptyText && !holdsText(node);
  return value === null || (Array.isArray(value) && value.length === 0);
}

function holdsText({ type }: AttributeNode): boolean {
  return type === "string" || type === "reference" || type === "binary";
}

/**
 * A value in the type of its attribute (RFC 7643 §2.3), whose name stands for one value or, when it is multi-valued, a list.
 *
 * @throws ScimError 400 `invalidValue`.
 */
export function shapeValue(value: unknown, node: AttributeNode, settings: Leniencies, place: OperationPlace): unknown {
  if (node.multiValued) return shapeElements(value, node, settings, place);
  return shapeElement(value, node, settings, place);
}

/** One value, also of a multi-valued attribute. */
export function shapeElement(
  value: unknown,
  node: AttributeNode,
  settings: Leniencies,
  place: OperationPlace,
): unknown {
  if (node.type === "complex") return shapeRecord(value, node, settings, place);
  const given = node.type === "boolean" && settings.textBooleans ? readBoolean(value) : value;
  return fits(given, node) ? given : refuse("invalidValue", place, `"${node.path}" needs ${expected(node)}`);
}

function fits(value: unknown, { type }: AttributeNode): boolean {
  switch (type) {
    case "boolean":
      return typeof value === "boolean";
    case "decimal":
      return typeof value === "number" && Number.isFinite(value);
    case "integer":
      return Number.isInteger(value);
    case "dateTime":
      return typeof value === "string" && parseInstant(value) !== undefined;
    case "string":
    case "reference":
    case "binary":
      return typeof value === "string";
    case "complex":
      return false;
  }
}

/** Entra sends `"True"` and `"False"`. */
function readBoolean(value: unknown): unknown {
  if (typeof value !== "string" || value.length > 5) return value;
  const text = value.toLowerCase();
  if (text === "true") return true;
  return text === "false" ? false : value;
}

/** The elements that a value brings to a multi-valued attribute: one, or an array of them. */
export function shapeElements(
  value: unknown,
  attribute: AttributeNode,
  settings: Leniencies,
  place: OperationPlace,
): Elements {
  const given = attribute.type === "complex" ? openText(value, settings) : value;
  const list: Elements = Array.isArray(given) ? given : [given];
  return list
    .filter((element) => !isUnassigned(element))
    .map((element) => shapeElement(element, attribute, settings, place))
    .filter((element) => !isUnassigned(element));
}

function shapeRecord(value: unknown, node: AttributeNode, settings: Leniencies, place: OperationPlace): JsonRecord {
  const record: Record<string, unknown> = {};
  for (const part of shapeParts(value, node, settings, place)) {
    if (part.value !== undefined) record[part.node.name] = part.value;
  }
  return record;
}

/** What a complex value says of its sub-attributes: those of null are to be removed, readOnly ones are left to the service (RFC 7644 §3.3). */
export function shapeParts(
  value: unknown,
  attribute: AttributeNode,
  settings: Leniencies,
  place: OperationPlace,
): readonly Part[] {
  const record = complexValue(value, attribute, settings);
  if (record === undefined) return refuse("invalidValue", place, `"${attribute.path}" needs ${expected(attribute)}`);
  const parts: Part[] = [];
  for (const name of Object.keys(record)) {
    const node = attribute.subAttributes.get(name.toLowerCase());
    const member = readProperty(record, name);
    if (node === undefined) {
      if (!settings.ignoreUnknown)
        refuse("invalidValue", place, `"${attribute.path}" has no sub-attribute "${short(name)}"`);
    } else if (node.mutability !== "readOnly" && member !== undefined) {
      const nothing = meansNothing(member, node, settings);
      parts.push({ node, value: nothing ? undefined : shapeValue(member, node, settings, place) });
    }
  }
  return parts;
}

/** The object that a value for a complex attribute means. */
function complexValue(value: unknown, attribute: AttributeNode, settings: Leniencies): JsonRecord | undefined {
  const single: unknown =
    settings.textReferences && !attribute.multiValued && Array.isArray(value) && value.length === 1 ? value[0] : value;
  const opened = openText(single, settings);
  if (isRecord(opened)) return openValue(opened, attribute, settings);
  if (!settings.textReferences || !attribute.subAttributes.has("value")) return undefined;
  return typeof opened === "string" && opened !== "" ? { value: opened } : undefined;
}

/** JSON text for an object or an array; anything else comes back as it is. */
function openText(value: unknown, { jsonText }: Leniencies): unknown {
  if (!jsonText || typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

/**
 * Entra's application role: an element with `id`, `value` and `displayName`, or one whose `value` is the JSON text of such an object. Its name is the
 * element's `display`.
 */
function openValue(record: JsonRecord, attribute: AttributeNode, settings: Leniencies): JsonRecord {
  if (!attribute.multiValued || !settings.jsonText) return record;
  const value = openText(readProperty(record, "value"), settings);
  const role = isRecord(value) && typeof readProperty(value, "value") === "string" ? { ...record, ...value } : record;
  const name = readProperty(role, "displayName");
  const takesName = attribute.subAttributes.has("display") && !attribute.subAttributes.has("displayname");
  return takesName && typeof name === "string" && !Object.hasOwn(role, "display") ? { ...role, display: name } : role;
}

function expected({ type, subAttributes }: AttributeNode): string {
  if (type !== "complex") return `${type === "integer" ? "an" : "a"} ${type} value`;
  const names = [...subAttributes.values()].map(({ name }) => name).join(", ");
  return `an object with some of ${names}`;
}
