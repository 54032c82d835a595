/**
 * Finds the two attributes that link groups and their members: `members`, which clients write, and `groups`, which the
 * service computes.
 */
import type { AttributeNode, AttributeTree } from "../../models/attribute-tree.ts";

/** The members attribute of a resource type (RFC 7643 §4.2); undefined for a type without one. */
export function membersAttribute(tree: AttributeTree): AttributeNode | undefined {
  return referenceList(tree, "members", "readWrite");
}

/** The groups attribute of a resource type (RFC 7643 §4.1.2); undefined for a type without one. */
export function groupsAttribute(tree: AttributeTree): AttributeNode | undefined {
  return referenceList(tree, "groups", "readOnly");
}

function referenceList(
  { attributes }: AttributeTree,
  name: string,
  mutability: AttributeNode["mutability"],
): AttributeNode | undefined {
  const attribute = attributes.get(name);
  const isReferenceList =
    attribute?.multiValued === true &&
    attribute.subAttributes.has("value") &&
    attribute.subAttributes.has("$ref") &&
    attribute.mutability === mutability;
  return isReferenceList ? attribute : undefined;
}
