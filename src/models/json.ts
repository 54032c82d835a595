/** Type guards for JSON values. */
import type { Json, JsonObject } from "./attribute-tree.ts";

/** Whether a value is an object: a resource, or a complex value. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list: a multi-valued attribute. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
