/** Turns a row of an app's table into a stored resource. */
import { isDeeperThan, MAX_DEPTH } from "../../internal/depth.ts";
import type { Json, JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";

/**
 * Completes what `rowToResource` returned for a row: adds schemas and version, and converts dates and empty values.
 *
 * @throws TypeError for a resource without an id, for values that JSON does not have, and for values nested more than
 * 100 levels deep.
 */
export function completeResource(
  row: Readonly<Record<string, unknown>>,
  version: string | number,
  type: ResourceType,
): JsonObject {
  if (isDeeperThan(row, MAX_DEPTH)) {
    throw new TypeError(`rowToResource may return values nested at most ${MAX_DEPTH} levels deep.`);
  }
  const { schemas: _, meta, ...attributes } = compactObject(row);
  const { id } = attributes;
  if (typeof id !== "string" || id === "")
    throw new TypeError('rowToResource must give every row an "id" that is a non-empty string.');
  const extensions = type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(attributes, urn));
  const known = typeof meta === "object" && meta !== null && !Array.isArray(meta) ? meta : {};
  return {
    schemas: [type.schema, ...extensions],
    ...attributes,
    meta: { ...known, resourceType: type.name, version: `W/"${opaqueTag(version)}"` },
  };
}

/**
 * Characters that an entity tag cannot hold (RFC 9110 §8.8.3), and the percent sign, so that different versions stay
 * different.
 */
const NOT_IN_TAGS = /[^!#$&-~]/g;

function opaqueTag(version: string | number): string {
  return String(version).replace(NOT_IN_TAGS, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** RFC 7643 §2.5: null and the empty list mean no value. */
function compact(value: unknown): Json | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      break;
    case "undefined":
      return undefined;
    case "object": {
      if (value === null) return undefined;
      if (value instanceof Date) return value.toISOString();
      if (Array.isArray(value)) {
        const list = value.map(compact).filter((element) => element !== undefined);
        return list.length === 0 ? undefined : list;
      }
      const object = compactObject(value);
      return Object.keys(object).length === 0 ? undefined : object;
    }
  }
  throw new TypeError(`rowToResource may return JSON values, dates and null, but returned a ${typeof value}.`);
}

function compactObject(object: object): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => {
      const kept = compact(value);
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}
