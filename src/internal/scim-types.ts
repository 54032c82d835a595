/**
 * The detail error keywords as a table, for texts that come from a service.
 */
import type { ScimType } from "../errors.ts";

/** RFC 7644 §3.12, table 9, and RFC 9865 §2.1. A record, so that the compiler asks for every keyword. */
const SCIM_TYPES: Readonly<Record<ScimType, true>> = {
  invalidFilter: true,
  tooMany: true,
  uniqueness: true,
  mutability: true,
  invalidSyntax: true,
  invalidPath: true,
  noTarget: true,
  invalidValue: true,
  invalidVers: true,
  sensitive: true,
  invalidCursor: true,
  expiredCursor: true,
  invalidCount: true,
};

/** Whether a value is one of the defined keywords. */
export function isScimType(value: unknown): value is ScimType {
  return typeof value === "string" && Object.hasOwn(SCIM_TYPES, value);
}
