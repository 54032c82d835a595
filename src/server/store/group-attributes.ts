/** Finds the two attributes by which groups and their members know each other: `members`, which clients write, and `groups`, which follows from it. */
import type { AttributeNode, AttributeTree } from "../../models/attribute-tree.ts";

/** The list of members of a resource type (RFC 7643 §4.2); undefined for a type that has none. */
export function membersAttribute(tree: AttributeTree): AttributeNode | undefined {
  const attribute = tree.attributes.get("members");
  return attribute !== undefined && isReferenceList(attribute) && attribute.mutability === "readWrite"
    ? attribute
    : undefined;
}

/** The list of groups that a resource is in (RFC 7643 §4.1.2); undefined for a type that has none. */
export function groupsAttribute(tree: AttributeTree): AttributeNode | undefined {
  const attribute = tree.attributes.get("groups");
  return attribute !== undefined && isReferenceList(attribute) && attribute.mutability === "readOnly"
    ? attribute
    : undefined;
}

function isReferenceList({ multiValued, subAttributes }: AttributeNode): boolean {
  return multiValued && subAttributes.has("value") && subAttributes.has("$ref");
}
