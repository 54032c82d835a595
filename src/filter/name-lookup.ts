/** Looks up the names of a filter in the attributes of a resource type, once, when the filter is compiled. */
import {
  type AttributeNode,
  type AttributePath,
  type AttributeTree,
  type ExtensionNode,
  lookUpPath,
} from "../models/attribute-tree.ts";
import { invalidFilter } from "./invalid-filter.ts";

/** One step from an object to a value in it: the name of a member, and whether it holds a list. */
export type Step = Pick<AttributeNode, "name" | "multiValued">;

/** Where the values of an attribute are, seen from the object the filter is applied to. */
export interface AttributeLocation {
  readonly steps: readonly Step[];
  /** The attribute; undefined for a whole extension. */
  readonly node?: AttributeNode | undefined;
  /** The extension the attribute belongs to. */
  readonly extension?: ExtensionNode | undefined;
}

/** Finds the attribute of a path; undefined for a path that names nothing. */
export type NameLookup = (path: AttributePath) => AttributeLocation | undefined;

/** Looks up names in a whole resource. */
export function resourceLookup(tree: AttributeTree): NameLookup {
  return (path) => {
    const resolved = lookUpPath(tree, path);
    if (resolved === undefined) return undefined;
    const { extension, attribute, subAttribute } = resolved;
    const nodes = [attribute, subAttribute].filter((node) => node !== undefined);
    nodes.forEach(rejectSecret);
    const steps = extension === undefined ? nodes : [{ name: extension.urn, multiValued: false }, ...nodes];
    return { steps, node: nodes.at(-1), extension };
  };
}

/** Looks up names in one element of an attribute. An element of a simple attribute is its own `value`. */
export function elementLookup(attribute: AttributeNode): NameLookup {
  rejectSecret(attribute);
  return ({ schema, name, subAttribute }) => {
    if (schema !== undefined || subAttribute !== undefined) return undefined;
    const key = name.toLowerCase();
    if (attribute.type !== "complex") return key === "value" ? { steps: [], node: attribute } : undefined;
    const node = attribute.subAttributes.get(key);
    if (node !== undefined) rejectSecret(node);
    return node && { steps: [node], node };
  };
}

/**
 * Whether filters must not use an attribute (RFC 7643 §7, `never` and `writeOnly`): the matches would reveal a password
 * letter by letter.
 */
export function isSecret(node: AttributeNode): boolean {
  return node.returned === "never" || node.mutability === "writeOnly";
}

function rejectSecret(node: AttributeNode): void {
  if (isSecret(node)) throw invalidFilter(`the attribute "${node.path}" cannot be used in a filter`);
}
