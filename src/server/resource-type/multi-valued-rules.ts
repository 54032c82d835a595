/** What RFC 7643 §2.4 says of the elements of a multi-valued attribute in a whole resource: one of them primary at most, none there twice. PATCH has its own. */
import { ScimError } from "../../errors.ts";
import { readProperty } from "../../internal/values.ts";
import type { AttributeNode, AttributeTree, Json, JsonObject } from "../../models/attribute-tree.ts";
import { appendElements } from "../../patch/elements.ts";
import { isJsonList, isJsonObject } from "../http/json.ts";

/** Brings the lists of a valid resource in order: a resource that needs nothing is returned as it is. */
export type ElementSettler = (resource: JsonObject) => JsonObject;

/**
 * Compiles the settler of a resource type: elements with the same `type` and `value` become one, in which the later has the last word.
 *
 * The settler throws a ScimError 400 `invalidValue` when two elements of one attribute are primary: which one is meant would be a guess.
 *
 * @param except - an attribute whose elements are settled elsewhere, such as the members of a group.
 */
export function compileElementSettler(tree: AttributeTree, except: AttributeNode | undefined): ElementSettler {
  const lists = complexLists(tree.attributes).filter((node) => node !== except);
  const extensions = [...tree.extensions.values()]
    .map(({ urn, attributes }) => ({ urn, lists: complexLists(attributes) }))
    .filter((extension) => extension.lists.length > 0);
  return (resource) => {
    let settled = settleLists(lists, resource);
    for (const extension of extensions) {
      const before = settled[extension.urn];
      const after = isJsonObject(before) ? settleLists(extension.lists, before) : before;
      if (after !== before) settled = { ...settled, [extension.urn]: after };
    }
    return settled;
  };
}

function complexLists(nodes: ReadonlyMap<string, AttributeNode>): readonly AttributeNode[] {
  return [...nodes.values()].filter(({ multiValued, type }) => multiValued && type === "complex");
}

function settleLists(lists: readonly AttributeNode[], owner: JsonObject): JsonObject {
  let settled = owner;
  for (const node of lists) {
    const before = owner[node.name];
    if (!isJsonList(before) || before.length < 2) continue;
    const after = settleElements(before, node);
    if (after.length !== before.length) settled = { ...settled, [node.name]: after };
  }
  return settled;
}

function settleElements(elements: readonly Json[], node: AttributeNode): readonly Json[] {
  const single = appendElements([], elements, node).elements.filter(isJsonObject);
  if (single.filter((element) => readProperty(element, "primary") === true).length < 2) return single;
  throw new ScimError(`${node.path}: only one element can be primary (RFC 7643 §2.4).`, {
    status: 400,
    scimType: "invalidValue",
  });
}
