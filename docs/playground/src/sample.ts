/** The sample attributes: JSON in, a lookup out. */
import type { AttributeValue } from "proxyclick-scim/expression";
import { isObject } from "../../../src/internal/values.ts";
import { readSourceAttribute } from "../../../src/provisioning/mapping/source-attributes.ts";
import type { SourceValue } from "../../../src/provisioning/ports/source.ts";

/** Longest JSON of attributes, in characters. */
export const MAX_ATTRIBUTES = 100_000;

/** Attributes of one object by exact name. */
export type Sample = ReadonlyMap<string, AttributeValue>;

/**
 * Reads attributes by the names that mappings use, as the command line does: `objectId` is the id, `mobile` is
 * `mobilePhone`, and the user principal name of a guest has the form of an address.
 */
export function attributeReader(sample: Sample): (name: string) => AttributeValue {
  const attributes = Object.fromEntries(
    [...sample].filter((entry): entry is [string, SourceValue] => isPlain(entry[1])),
  );
  const user = { id: String(attributes["id"] ?? attributes["objectId"] ?? ""), attributes };
  return (name) => {
    const value = sample.get(name);
    return isPlain(value ?? null) ? readSourceAttribute(user, name) : value;
  };
}

/** Whether a value is one that a directory stores; roles are lists of objects. */
function isPlain(value: AttributeValue): value is SourceValue {
  return value === null || isScalar(value) || (Array.isArray(value) && value.every(isScalar));
}

/** What was read, or why it was not. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/** Reads sample attributes. Empty text is an object without attributes. */
export function readSample(text: string): Read<Sample> {
  if (text.trim() === "") return { value: new Map() };
  const json = readJson(text, MAX_ATTRIBUTES);
  if ("problem" in json) return json;
  if (!isObject(json.value)) return { problem: 'Expected an object, such as {"givenName": "Ada"}' };
  const sample = new Map<string, AttributeValue>();
  for (const [name, value] of Object.entries(json.value)) {
    if (!isAttributeValue(value)) {
      return {
        problem: `"${name.slice(0, 60)}" is expected to be a text, a number, true, false, null or a list of them`,
      };
    }
    sample.set(name, value);
  }
  return { value: sample };
}

/** Reads JSON of a bounded length. */
export function readJson(text: string, maximum: number): Read<unknown> {
  if (text.length > maximum) {
    return { problem: `At most ${maximum.toLocaleString("en")} characters, found ${text.length.toLocaleString("en")}` };
  }
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `Not JSON: ${error instanceof Error ? error.message.slice(0, 200) : "cannot be read"}` };
  }
}

function isAttributeValue(value: unknown): value is AttributeValue {
  if (value === null || isScalar(value)) return true;
  return Array.isArray(value) && value.every((entry) => isScalar(entry) || isComplex(entry));
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

function isComplex(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((part) => typeof part === "string" || typeof part === "boolean");
}
