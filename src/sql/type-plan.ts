/** What the database keeps of the resources of one type, besides their documents. */
import { isSecret } from "../filter/name-lookup.ts";
import type { AttributeNode, AttributeTree } from "../models/attribute-tree.ts";
import { lookUpName } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { compileSecretRemoval, type Projector } from "../server/resource-type/projection.ts";
import { locateValue, type ValueLocator } from "../server/store/attribute-values.ts";
import { membersAttribute } from "../server/store/group-attributes.ts";
import { type UniquePath, uniquePaths } from "../server/store/unique-paths.ts";

/**
 * Attributes by which filters and sorted lists are answered from an index: those that clients look up, RFC 7643 §3.1
 * and §4.1, and `meta.lastModified`, by which they find what has changed.
 */
const DEFAULT_SEARCHABLE = [
  "userName",
  "externalId",
  "emails.value",
  "displayName",
  "name.formatted",
  "name.familyName",
  "name.givenName",
  "active",
  "meta.lastModified",
];

/** A searchable attribute. */
export interface SearchablePath {
  /** Path of the attribute that has the values, such as `emails.value`. */
  readonly path: string;
  readonly locator: ValueLocator;
  /** The attribute at the root or in an extension, whose elements `pos` counts. */
  readonly attribute: AttributeNode;
}

/** The plan of a resource type. */
export interface TypePlan {
  readonly type: ResourceType;
  /** By path. */
  readonly searchable: ReadonlyMap<string, SearchablePath>;
  readonly unique: readonly UniquePath[];
  /** The members attribute of a type of groups, whose elements are rows. */
  readonly members: AttributeNode | undefined;
  /** Removes what is never returned, such as a password. */
  readonly withoutSecrets: Projector;
}

/**
 * Compiles the plan of a resource type.
 *
 * @param names - searchable attributes besides the default ones and the unique ones; those that the type does not have
 *   are ignored.
 */
export function compileTypePlan(type: ResourceType, names: readonly string[]): TypePlan {
  const { tree } = type;
  const unique = uniquePaths(type);
  const members = membersAttribute(tree);
  const searchable = new Map<string, SearchablePath>();
  for (const name of [...DEFAULT_SEARCHABLE, ...unique.map(({ path }) => path), ...names]) {
    const found = findSearchable(tree, name);
    if (found !== undefined && found.attribute !== members) searchable.set(found.path, found);
  }
  return { type, searchable, unique, members, withoutSecrets: compileSecretRemoval(tree) };
}

function findSearchable(tree: AttributeTree, name: string): SearchablePath | undefined {
  const resolved = lookUpName(tree, name);
  const locator = resolved === undefined ? undefined : locateValue(resolved);
  const attribute = resolved?.attribute;
  if (locator === undefined || attribute === undefined) return undefined;
  const isHidden = locator.node.path === "id" || isSecret(attribute) || isSecret(locator.node);
  return isHidden ? undefined : { path: locator.node.path, locator, attribute };
}
