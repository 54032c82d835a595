/** Reads members of the JSON of Graph. */
import { isObject, readProperty } from "../../internal/values.ts";

/** JSON that is an object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for anything else. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** A member that is an object; undefined for anything else. */
export function memberObject(object: object, name: string): JsonObject | undefined {
  const value = readProperty(object, name);
  return isObject(value) ? value : undefined;
}

/** The objects of a member that is a list. */
export function objectsIn(object: object, name: string): readonly JsonObject[] {
  const value = readProperty(object, name);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A member that is a string; empty for anything else. */
export function stringIn(object: object, name: string): string {
  const value = readProperty(object, name);
  return typeof value === "string" ? value : "";
}

/** A member that is a number; 0 for anything else. */
export function numberIn(object: object, name: string): number {
  const value = readProperty(object, name);
  return typeof value === "number" ? value : 0;
}

/** A member that is a time; undefined for anything else, and for the year 1, which stands for never. */
export function timeIn(object: object, name: string): string | undefined {
  const value = stringIn(object, name);
  return value === "" || value.startsWith("0001-") ? undefined : value;
}
