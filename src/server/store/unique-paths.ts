/** The attributes of a resource type whose values must be unique, and the keys by which they compare. */
import { comparisonKey } from "../../internal/comparison-key.ts";
import { parseInstant } from "../../internal/instant.ts";
import type { AttributeNode, AttributeTree, JsonObject, ResolvedPath } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { locateValue, type ValueLocator, valuesAt } from "./attribute-values.ts";

/** An attribute whose values must be unique among the resources of a type and tenant. */
export interface UniquePath {
  /**
   * Path of the attribute, such as `userName`, or in an extension its URN, a colon and the name: the `path` of a
   * `duplicate`.
   */
  readonly path: string;
  /** The keys of a resource's values: two values are equal when their keys are. Empty without a value. */
  keysOf(resource: JsonObject): readonly string[];
}

/**
 * The attributes of a resource type whose values a store must keep unique, those of extensions included. `id` is not
 * among them, because a store finds its resources by it.
 *
 * In a database, a unique index on tenant, type, path and key guarantees uniqueness.
 *
 * @example
 * ```ts
 * import { UserType } from "proxyclick-scim/models";
 * import { uniquePaths } from "proxyclick-scim/server";
 *
 * for (const { path, keysOf } of uniquePaths(UserType)) {
 *   console.log(path, keysOf({ id: "1", userName: "Ada" })); // userName [ 'ada' ]
 * }
 * ```
 */
export function uniquePaths({ tree }: ResourceType): readonly UniquePath[] {
  return uniqueAttributes(tree).map((locator) => ({
    path: locator.path,
    keysOf: (resource) => keysAt(resource, locator),
  }));
}

/** A unique attribute, under the path by which it is declared, and where its values are. */
export interface UniqueAttribute extends ValueLocator {
  readonly path: string;
}

/** The unique attributes and sub-attributes of a resource type. */
export function uniqueAttributes(tree: AttributeTree): readonly UniqueAttribute[] {
  return attributesOf(tree).flatMap((resolved) => {
    const declared = resolved.subAttribute ?? resolved.attribute;
    const locator = locateValue(resolved);
    const isUnique = declared !== undefined && declared.uniqueness !== "none" && declared.path !== "id";
    return isUnique && locator !== undefined ? [{ ...locator, path: declared.path }] : [];
  });
}

function attributesOf(tree: AttributeTree): readonly ResolvedPath[] {
  const top: readonly ResolvedPath[] = [
    ...[...tree.attributes.values()].map((attribute) => ({ attribute })),
    ...[...tree.extensions.values()].flatMap((extension) =>
      [...extension.attributes.values()].map((attribute) => ({ extension, attribute })),
    ),
  ];
  return top.flatMap((path) => [
    path,
    ...[...(path.attribute?.subAttributes.values() ?? [])].map((subAttribute) => ({ ...path, subAttribute })),
  ]);
}

/** The keys of all values of an attribute. */
export function keysAt(resource: JsonObject, locator: ValueLocator): readonly string[] {
  const keys: string[] = [];
  for (const value of valuesAt(resource, locator)) {
    const key = keyOf(value, locator.node);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

/** The key of a value: equal values have equal keys, however they are written. */
export function keyOf(value: unknown, node: AttributeNode): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return undefined;
  const instant = node.type === "dateTime" ? parseInstant(value) : undefined;
  return instant === undefined ? comparisonKey(value, node) : `${instant.seconds}.${instant.fraction}`;
}
