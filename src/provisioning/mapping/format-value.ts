/**
 * Values as strings, in the form in which Entra shows them.
 */
import type { SourceValue } from "../ports/source.ts";

/** Formats a source value: booleans as `True` and `False`, lists with commas, null as an empty string. */
export function formatSourceValue(value: SourceValue): string {
  if (typeof value === "boolean") return formatBoolean(value);
  if (Array.isArray(value)) return value.map(formatSourceValue).join(", ");
  return value === null ? "" : String(value);
}

/** Formats a boolean as `True` or `False`. */
export function formatBoolean(value: boolean): string {
  return value ? "True" : "False";
}
