/** What is made when a resource is shown, and kept by no store: no filter and no order can ask for it. */
import type { Filter } from "../../filter/ast.ts";
import { elementLookup, type NameLookup, resourceLookup } from "../../filter/name-lookup.ts";
import type { AttributeNode, AttributeTree } from "../../models/attribute-tree.ts";
import { groupsAttribute, membersAttribute } from "../store/group-attributes.ts";

/** The attributes that follow from others: the groups of a resource, and the URLs of resources, which depend on where the service is reached. */
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

/** The first of some attributes for which a filter asks. */
export function askedAttribute(
  filter: Filter,
  tree: AttributeTree,
  nodes: ReadonlySet<AttributeNode>,
): AttributeNode | undefined {
  return find(filter, resourceLookup(tree), nodes);
}

function find(filter: Filter, lookup: NameLookup, nodes: ReadonlySet<AttributeNode>): AttributeNode | undefined {
  switch (filter.kind) {
    case "and":
    case "or":
      for (const operand of filter.operands) {
        const found = find(operand, lookup, nodes);
        if (found !== undefined) return found;
      }
      return undefined;
    case "not":
      return find(filter.operand, lookup, nodes);
    case "compare":
    case "present":
    case "valuePath": {
      const node = lookup(filter.path)?.node;
      if (node === undefined || nodes.has(node)) return node;
      return filter.kind === "valuePath" ? find(filter.filter, elementLookup(node), nodes) : undefined;
    }
  }
}
