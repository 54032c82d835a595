/**
 * The values that expressions work on, and how one kind becomes another, as .NET and the examples of the reference have it.
 */

/** Result of an expression that leaves the target attribute alone. */
export const IGNORE_ATTRIBUTE_FLOW: unique symbol = Symbol.for("proxyclick-scim.expression.ignore-attribute-flow");

/** Result of an expression that leaves the whole object alone. */
export const IGNORE_OBJECT_FLOW: unique symbol = Symbol.for("proxyclick-scim.expression.ignore-object-flow");

/** One of the two results that are not a value but an instruction to the engine. */
export type FlowSymbol = typeof IGNORE_ATTRIBUTE_FLOW | typeof IGNORE_OBJECT_FLOW;

/** A single value. Dates are text. */
export type Scalar = string | number | boolean;

/** An entry with sub-attributes, such as a role. */
export type ComplexValue = Readonly<Record<string, string | boolean | undefined>>;

/** A value of the language: null is an absent attribute, a list is a multi-valued attribute. */
export type Value = Scalar | null | readonly (Scalar | ComplexValue)[];

/** What an expression evaluates to. */
export type ExpressionResult = Value | FlowSymbol;

/** What an attribute may hold. Absent, undefined and null are the same. */
export type AttributeValue = Value | undefined;

/** A number written in decimal digits, or nothing. */
const DECIMAL = /^-?\d{1,400}(?:\.\d{1,400})?$/;

/** `&HF7`, as far as it fits 64 bits. */
const HEXADECIMAL = /^&[Hh][\dA-Fa-f]{1,16}$/;

/** Whether a value from outside is a single value of the language; NaN and the infinities are none. */
export function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/** Whether a value from outside can stand in a list. */
export function isEntry(value: unknown): value is Scalar | ComplexValue {
  return isScalar(value) || (typeof value === "object" && value !== null && !Array.isArray(value));
}

/** Whether there is nothing to send: null, empty text, an empty list. */
export function isEmpty(value: Value): boolean {
  return value === null || value === "" || (typeof value === "object" && value.length === 0);
}

/** A scalar as text: booleans as `True` and `False`, numbers without grouping (.NET invariant culture). */
export function scalarText(value: Scalar): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

/** An entry of a list as text; an entry with sub-attributes stands for its `value`. */
export function entryText(entry: Scalar | ComplexValue): string {
  if (typeof entry !== "object") return scalarText(entry);
  const value = Object.hasOwn(entry, "value") ? entry["value"] : undefined;
  return isScalar(value) ? scalarText(value) : "";
}

/** A value as a list of texts, null as no entry. */
export function textsOf(value: Value): string[] {
  if (value === null) return [];
  if (typeof value !== "object") return [scalarText(value)];
  return value.map(entryText);
}

/** Reads a whole number out of a number or its decimal or hexadecimal text; undefined when there is none. */
export function toInteger(value: Value): bigint | undefined {
  if (typeof value !== "string") return integerOf(toNumber(value));
  const [whole] = digitsOf(value)?.split(".") ?? [];
  return whole === undefined ? undefined : BigInt(whole);
}

function integerOf(number: number | undefined): bigint | undefined {
  return number === undefined ? undefined : BigInt(Math.trunc(number));
}

/** Reads a number out of a number or its text; undefined when there is none. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string") return undefined;
  const digits = digitsOf(value);
  return digits === undefined ? undefined : Number(digits);
}

/** The digits of a text as JavaScript writes them; undefined for a text that is no number. */
function digitsOf(value: string): string | undefined {
  const text = value.trim();
  if (HEXADECIMAL.test(text)) return `0x${text.slice(2)}`;
  return DECIMAL.test(text) ? text : undefined;
}

/** A whole number as a value: a JavaScript number where that is exact, else its digits. */
export function integerValue(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Bytes in hexadecimal digits, lower case. */
export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a value counts as true: a number other than zero, or `True` in any case. */
export function isTrue(value: Value): boolean {
  return saysTrue(value) || Boolean(toNumber(value));
}

/** Whether a value is true, or the text `True` in any case. */
export function saysTrue(value: Value): boolean {
  return value === true || (typeof value === "string" && value.trim().toLowerCase() === "true");
}

/** A value with its texts changed; null stays null. */
export function mapTexts(value: Value, change: (text: string) => string): Value {
  if (value === null) return null;
  return typeof value === "object" ? value.map((entry) => change(entryText(entry))) : change(scalarText(value));
}
