/** Parses the sample attributes. */
import type { AttributeValue } from "proxyclick-scim/expression";

/** Maximum length of the JSON, in characters. */
export const MAX_ATTRIBUTES = 100_000;

/** Attributes of one object by exact name. */
export type Sample = ReadonlyMap<string, AttributeValue>;

/** The value that was read, or the problem. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/** Parses the sample attributes. An empty string is an object without attributes. */
export function readSample(json: string): Read<Sample> {
  if (json.trim() === "") return { value: new Map() };
  const parsed = readJson(json, MAX_ATTRIBUTES);
  if ("problem" in parsed) return parsed;
  if (!isObject(parsed.value)) return { problem: 'Expected an object, such as {"givenName": "Ada"}' };
  const sample = new Map<string, AttributeValue>();
  for (const [name, value] of Object.entries(parsed.value)) {
    if (!isAttributeValue(value)) {
      return {
        problem: `"${name.slice(0, 60)}" is expected to be a string, a number, true, false, null or a list of them`,
      };
    }
    sample.set(name, value);
  }
  return { value: sample };
}

/** Parses JSON of a limited length. */
export function readJson(json: string, maximum: number): Read<unknown> {
  if (json.length > maximum) {
    return { problem: `At most ${maximum.toLocaleString("en")} characters, found ${json.length.toLocaleString("en")}` };
  }
  try {
    return { value: JSON.parse(json) };
  } catch (error) {
    return { problem: `Not JSON: ${error instanceof Error ? error.message.slice(0, 200) : "cannot be read"}` };
  }
}

/** Whether a value is an object and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
