/**
 * The keys under which the database stores values: texts whose order by code point is the order of the values.
 *
 * Folding, dates and numbers are computed here, once, when a value is written, so that no two databases differ.
 */
import { cutString, isStorable } from "../internal/code-points.ts";
import { comparisonKey } from "../internal/comparison-key.ts";
import { parseInstant } from "../internal/instant.ts";
import type { AttributeNode } from "../models/attribute-tree.ts";

/**
 * Characters of a key in an index. They are those of the sort key of a bookmark, and fit into the index of every
 * database.
 */
export const INDEXED_LENGTH = 500;

/**
 * The whole key of a value; undefined for a value whose type is not that of its attribute, and for a string that no
 * database can store.
 */
export function keyOfValue(value: unknown, node: AttributeNode): string | undefined {
  switch (node.type) {
    case "boolean":
      return typeof value === "boolean" ? String(Number(value)) : undefined;
    case "integer":
    case "decimal":
      return typeof value === "number" ? keyOfNumber(value) : undefined;
    case "dateTime":
      return typeof value === "string" ? keyOfInstant(value) : undefined;
    case "binary":
      return typeof value === "string" && isStorable(value) ? value : undefined;
    case "string":
    case "reference":
      return typeof value === "string" && isStorable(value) ? comparisonKey(value, node) : undefined;
    case "complex":
      return undefined;
  }
}

/** The part of a key that is in the index. */
export function indexedPart(key: string): string {
  return cutString(key, INDEXED_LENGTH);
}

/** The bits of a number, changed so that they order like the numbers. */
function keyOfNumber(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  // Zero has two signs.
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  const isNegative = bits >> 63n === 1n;
  return BigInt.asUintN(64, isNegative ? ~bits : bits | (1n << 63n))
    .toString(16)
    .padStart(16, "0");
}

/** More seconds than from the year 0 to 1970, so that no number of seconds is negative. */
const SECONDS_BEFORE_1970 = 100_000_000_000;

/** Seconds with a fixed number of digits, and the fraction without trailing zeros. */
function keyOfInstant(value: string): string | undefined {
  const instant = parseInstant(value);
  if (instant === undefined) return undefined;
  return `${String(instant.seconds + SECONDS_BEFORE_1970).padStart(12, "0")}.${instant.fraction}`;
}
