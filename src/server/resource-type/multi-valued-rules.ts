/**
 * The rules of RFC 7643 §2.4 for the elements of a multi-valued attribute in a whole resource: at most one is primary,
 * and none is repeated.
 *
 * PATCH applies its own.
 */
import { ScimError } from "../../errors.ts";
import { readProperty } from "../../internal/values.ts";
import type { AttributeNode, AttributeTree, Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonList, isJsonObject } from "../../models/json.ts";
import { appendElements, identityOf } from "../../patch/elements.ts";

/**
 * Merges repeated elements of a valid resource; a resource without any is returned as it is.
 *
 * @throws ScimError 400 `invalidValue` when two elements of one attribute are primary: choosing one would be a guess.
 */
export type NormalizeElements = (resource: JsonObject) => JsonObject;

/**
 * Compiles the rules for a resource type: elements with the same `type` and `value` are merged, and the later one wins.
 *
 * @param except - an attribute to which the rules do not apply.
 */
export function compileElementRules(tree: AttributeTree, except: AttributeNode | undefined): NormalizeElements {
  const lists = complexLists(tree.attributes).filter((node) => node !== except);
  const extensions = [...tree.extensions.values()]
    .map(({ urn, attributes }) => ({ urn, lists: complexLists(attributes) }))
    .filter((extension) => extension.lists.length > 0);
  return (resource) => {
    let normalized = normalizeLists(lists, resource);
    for (const extension of extensions) {
      const before = normalized[extension.urn];
      const after = isJsonObject(before) ? normalizeLists(extension.lists, before) : before;
      if (after !== before) normalized = { ...normalized, [extension.urn]: after };
    }
    return normalized;
  };
}

function complexLists(nodes: ReadonlyMap<string, AttributeNode>): readonly AttributeNode[] {
  return [...nodes.values()].filter(({ multiValued, type }) => multiValued && type === "complex");
}

function normalizeLists(lists: readonly AttributeNode[], owner: JsonObject): JsonObject {
  let normalized = owner;
  for (const node of lists) {
    const before = owner[node.name];
    if (!isJsonList(before) || before.length < 2) continue;
    const after = mergeElements(before, node);
    if (after.length !== before.length) normalized = { ...normalized, [node.name]: after };
  }
  return normalized;
}

function mergeElements(elements: readonly Json[], node: AttributeNode): readonly Json[] {
  const identities = new Set(elements.map((element) => identityOf(element, node)));
  const hasRepeated = identities.size < elements.length;
  const merged = hasRepeated ? appendElements([], elements, node).elements.filter(isJsonObject) : elements;
  if (merged.filter(isPrimary).length < 2) return merged;
  throw new ScimError(`${node.path}: only one element can be primary (RFC 7643 §2.4).`, {
    status: 400,
    scimType: "invalidValue",
  });
}

function isPrimary(element: Json): boolean {
  return isJsonObject(element) && readProperty(element, "primary") === true;
}
