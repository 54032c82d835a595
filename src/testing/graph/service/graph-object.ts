/** JSON objects as Graph sends and receives them. */
import { isObject } from "../../../internal/values.ts";

/** A JSON object. */
export type GraphObject = Readonly<Record<string, unknown>>;

/** The members of a JSON object; none of another value. */
export function objectOf(value: unknown): GraphObject {
  return isObject(value) ? value : {};
}

/** The entries of a JSON list; none of another value. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
