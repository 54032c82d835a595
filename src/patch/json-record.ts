/** Immutable changes to JSON objects: every change makes a copy. */
import { readProperty } from "../internal/values.ts";

/** A JSON object of any shape. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** An object without members. */
export const EMPTY: JsonRecord = Object.freeze({});

/** Whether a value is an object that is neither null nor an array. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own member that is an object; undefined when it is anything else. */
export function readRecord(record: JsonRecord, name: string): JsonRecord | undefined {
  const value = readProperty(record, name);
  return isRecord(value) ? value : undefined;
}

/** A copy with one member set, or without it when the value is undefined. */
export function withMember(record: JsonRecord, name: string, value: unknown): JsonRecord {
  const copy: Record<string, unknown> = { ...record };
  if (value === undefined) delete copy[name];
  else copy[name] = value;
  return copy;
}

/** Whether an object has no members. */
export function isEmpty(record: JsonRecord): boolean {
  for (const name in record) if (Object.hasOwn(record, name)) return false;
  return true;
}
