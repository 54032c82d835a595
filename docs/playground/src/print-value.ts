/** Shows values as JSON that hides nothing. */
import { type ExpressionResult, IGNORE_ATTRIBUTE_FLOW, IGNORE_OBJECT_FLOW } from "proxyclick-scim/expression";

/** Characters that JSON leaves as they are, and that cannot be seen or turn the text around them. */
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

/** A text with invisible characters as escapes. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A text that ends after so many characters, and says how long the whole is. */
export function cut(text: string, maximum: number, whole = text.length): string {
  return text.length <= maximum ? text : `${text.slice(0, maximum)}… (${whole.toLocaleString("en")} characters)`;
}
