/** Shows values as JSON that hides nothing. */
import { type ExpressionResult, IGNORE_ATTRIBUTE_FLOW, IGNORE_OBJECT_FLOW } from "proxyclick-scim/expression";

/** Characters that JSON does not escape, and that are invisible or change the direction of the text around them. */
const INVISIBLE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g;

/** A value as JSON, invisible characters as escapes. */
export function printValue(value: ExpressionResult, maximum = 20_000): string {
  if (value === IGNORE_ATTRIBUTE_FLOW) return "IgnoreAttributeFlow";
  if (value === IGNORE_OBJECT_FLOW) return "IgnoreObjectFlow";
  if (typeof value === "string" && value.length > maximum) {
    return cut(visible(JSON.stringify(value.slice(0, maximum))), maximum, value.length);
  }
  return cut(visible(JSON.stringify(value) ?? "null"), maximum);
}

/** Replaces invisible characters in a string by escapes. */
export function visible(string: string): string {
  return string.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Truncates a string to a maximum length, and appends the length of the whole. */
export function cut(string: string, maximum: number, whole = string.length): string {
  return string.length <= maximum ? string : `${string.slice(0, maximum)}… (${whole.toLocaleString("en")} characters)`;
}
