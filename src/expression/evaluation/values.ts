/** The values of the language, and their conversions, as .NET and the examples of the reference define them. */

/** Result of an expression that leaves the target attribute unchanged. */
export const IGNORE_ATTRIBUTE_FLOW: unique symbol = Symbol.for("proxyclick-scim.expression.ignore-attribute-flow");

/** Result of an expression that leaves the whole target object unchanged. */
export const IGNORE_OBJECT_FLOW: unique symbol = Symbol.for("proxyclick-scim.expression.ignore-object-flow");

/** A value of the language. Dates are strings, null is an absent attribute, a list is a multi-valued attribute. */
export type ExpressionValue =
  | string
  | number
  | boolean
  | null
  | readonly (string | number | boolean | Readonly<Record<string, string | boolean | undefined>>)[];

/** A single value. */
export type Scalar = string | number | boolean;

/** A list entry with sub-attributes, such as a role. */
export type ComplexValue = Readonly<Record<string, string | boolean | undefined>>;

/** The result of an expression: a value, or one of the two instructions to the engine. */
export type ExpressionResult = ExpressionValue | typeof IGNORE_ATTRIBUTE_FLOW | typeof IGNORE_OBJECT_FLOW;

/** The value of an attribute. Absent, undefined and null are the same. */
export type AttributeValue = ExpressionValue | undefined;

/** A decimal number. */
const DECIMAL = /^-?\d{1,400}(?:\.\d{1,400})?$/;

/** A hexadecimal number such as `&HF7`, of at most 64 bits. */
const HEXADECIMAL = /^&[Hh][\dA-Fa-f]{1,16}$/;

/** Whether an input is a single value of the language; NaN and the infinities are not. */
export function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/** Whether an input can be a list entry. */
export function isEntry(value: unknown): value is Scalar | ComplexValue {
  return isScalar(value) || (typeof value === "object" && value !== null && !Array.isArray(value));
}

/** Whether there is nothing to send: null, an empty string or an empty list. */
export function isEmpty(value: ExpressionValue): boolean {
  return value === null || value === "" || (typeof value === "object" && value.length === 0);
}

/** Converts a scalar to a string: booleans to `True` and `False`, numbers without grouping (.NET invariant culture). */
export function scalarToString(value: Scalar): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

/** Converts a list entry to a string; of an entry with sub-attributes, its `value`. */
export function entryToString(entry: Scalar | ComplexValue): string {
  if (typeof entry !== "object") return scalarToString(entry);
  const value = Object.hasOwn(entry, "value") ? entry["value"] : undefined;
  return isScalar(value) ? scalarToString(value) : "";
}

/** Converts a value to a list of strings; null to an empty list. */
export function stringsOf(value: ExpressionValue): string[] {
  if (value === null) return [];
  if (typeof value !== "object") return [scalarToString(value)];
  return value.map(entryToString);
}

/**
 * Converts a number, or a string with a decimal or hexadecimal number, to an integer; undefined for any other value.
 */
export function toInteger(value: ExpressionValue): bigint | undefined {
  const number = typeof value === "string" ? digitsOf(value)?.split(".")[0] : toNumber(value);
  return number === undefined ? undefined : BigInt(typeof number === "string" ? number : Math.trunc(number));
}

/** Converts a value to a number; undefined if it is none. */
export function toNumber(value: ExpressionValue): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string") return undefined;
  const digits = digitsOf(value);
  return digits === undefined ? undefined : Number(digits);
}

/** The number in a string in the notation of JavaScript; undefined if it is none. */
function digitsOf(value: string): string | undefined {
  const trimmed = value.trim();
  if (HEXADECIMAL.test(trimmed)) return `0x${trimmed.slice(2)}`;
  return DECIMAL.test(trimmed) ? trimmed : undefined;
}

/** Converts an integer to a value: a JavaScript number if that is exact, else its digits. */
export function integerValue(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Bytes as lower-case hexadecimal digits. */
export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a value counts as true: a number other than zero, or `True` in any case. */
export function isTruthy(value: ExpressionValue): boolean {
  return isLiteralTrue(value) || Boolean(toNumber(value));
}

/** Whether a value is true, or the string `True` in any case. */
export function isLiteralTrue(value: ExpressionValue): boolean {
  return value === true || (typeof value === "string" && value.trim().toLowerCase() === "true");
}

/** Converts each entry of a value to a string and changes it; null stays null. */
export function mapStrings(value: ExpressionValue, change: (value: string) => string): ExpressionValue {
  if (value === null) return null;
  return typeof value === "object" ? value.map((entry) => change(entryToString(entry))) : change(scalarToString(value));
}
