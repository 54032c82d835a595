/**
 * The attributes that the handler computes for each response and no store keeps, so that no filter and no sort can use
 * them.
 */
import type { Filter } from "../../filter/ast.ts";
import { elementLookup, type NameLookup, resourceLookup } from "../../filter/name-lookup.ts";
import type { AttributeNode, AttributeTree } from "../../models/attribute-tree.ts";
import { groupsAttribute, membersAttribute } from "../store/group-attributes.ts";

/**
 * The computed attributes of a resource type: its groups, and the URLs of resources, which depend on where the service
 * is reached.
 */
export function computedAttributes(tree: AttributeTree): ReadonlySet<AttributeNode> {
  const groups = groupsAttribute(tree);
  const nodes = [
    groups,
    ...(groups?.subAttributes.values() ?? []),
    membersAttribute(tree)?.subAttributes.get("$ref"),
    tree.attributes.get("meta")?.subAttributes.get("location"),
  ];
  return new Set(nodes.filter((node) => node !== undefined));
}

/** The first computed attribute that a filter uses; undefined for a filter that uses none. */
export function findComputedAttribute(
  filter: Filter,
  tree: AttributeTree,
  computed: ReadonlySet<AttributeNode>,
): AttributeNode | undefined {
  return find(filter, resourceLookup(tree), computed);
}

function find(filter: Filter, lookup: NameLookup, computed: ReadonlySet<AttributeNode>): AttributeNode | undefined {
  switch (filter.kind) {
    case "and":
    case "or":
      for (const operand of filter.operands) {
        const found = find(operand, lookup, computed);
        if (found !== undefined) return found;
      }
      return undefined;
    case "not":
      return find(filter.operand, lookup, computed);
    case "compare":
    case "present":
    case "valuePath": {
      const node = lookup(filter.path)?.node;
      if (node === undefined || computed.has(node)) return node;
      return filter.kind === "valuePath" ? find(filter.filter, elementLookup(node), computed) : undefined;
    }
  }
}
