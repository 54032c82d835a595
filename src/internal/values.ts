/**
 * Equality and order of attribute values, by the type and `caseExact` of the attribute.
 */
import { compareCodePoints } from "./code-points.ts";
import { comparisonKey, type StringComparison } from "./comparison-key.ts";
import { compareInstants, parseInstant } from "./instant.ts";

/** The characteristics of an attribute (RFC 7643 §2.2) that decide how its values compare. */
export interface Comparison extends StringComparison {
  /** SCIM type; `dateTime` values compare as points in time. */
  readonly type: string;
  /** Comparison of the sub-attributes, by lower-case name. */
  readonly subAttributes?: ReadonlyMap<string, Comparison>;
}

/** Reads an own property; names such as `constructor` and `__proto__` never reach a prototype. */
export function readProperty(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** Whether a value is an object that is neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value counts as absent: undefined, null, an empty array (RFC 7643 §2.5), or an object without members. */
export function isUnassigned(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== "object") return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/**
 * Whether two values of an attribute are the same: strings by their {@link comparisonKey}, dates as instants, complex
 * values by their sub-attributes, lists element by element in order. Absent, null and empty sub-attributes count as
 * equal.
 *
 * @param attribute - how values compare; by default they are equal when their JSON is
 */
export function valuesEqual(a: unknown, b: unknown, attribute?: Comparison): boolean {
  if (a === b) return true;
  if (attribute === undefined) return deepEqual(a, b);
  if (typeof a === "string" && typeof b === "string") return stringsEqual(a, b, attribute);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => valuesEqual(element, b[index], attribute));
  }
  if (isObject(a) && isObject(b)) return complexEqual(a, b, attribute);
  return isUnassigned(a) && isUnassigned(b);
}

function stringsEqual(a: string, b: string, attribute: Comparison): boolean {
  if (attribute.type === "dateTime") {
    const [first, second] = [parseInstant(a), parseInstant(b)];
    return first !== undefined && second !== undefined && compareInstants(first, second) === 0;
  }
  return !attribute.caseExact && comparisonKey(a, attribute) === comparisonKey(b, attribute);
}

function complexEqual(a: object, b: object, attribute: Comparison): boolean {
  const isSame = (name: string): boolean =>
    valuesEqual(readProperty(a, name), readProperty(b, name), attribute.subAttributes?.get(name.toLowerCase()));
  return Object.keys(a).every(isSame) && Object.keys(b).every((name) => Object.hasOwn(a, name) || isSame(name));
}

/**
 * Order of two values of an attribute: strings by the code points of their {@link comparisonKey}; dates as instants;
 * numbers by size; false before true.
 *
 * @returns negative, zero or positive; undefined for values that have no order, such as a string and a number.
 */
export function compareValues(a: unknown, b: unknown, attribute?: Comparison): number | undefined {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b, attribute);
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return undefined;
}

function compareStrings(a: string, b: string, attribute: Comparison | undefined): number | undefined {
  if (attribute?.type === "dateTime") {
    const [first, second] = [parseInstant(a), parseInstant(b)];
    return first === undefined || second === undefined ? undefined : compareInstants(first, second);
  }
  return compareCodePoints(comparisonKey(a, attribute), comparisonKey(b, attribute));
}

/** Whether two JSON values are the same, whatever the order of their members; an undefined member is an absent one. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => deepEqual(element, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  return (
    Object.keys(a).every((name) => deepEqual(readProperty(a, name), readProperty(b, name))) &&
    Object.keys(b).every((name) => Object.hasOwn(a, name) || readProperty(b, name) === undefined)
  );
}
