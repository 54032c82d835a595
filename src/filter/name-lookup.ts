/** Looks the names of a filter up: once, when the filter is compiled. */
import {
  type AttributeNode,
  type AttributePath,
  type AttributeTree,
  type ExtensionNode,
  printPath,
  type ResolvedPath,
  resolvePath,
} from "../models/attribute-tree.ts";
import { invalidFilter } from "./invalid-filter.ts";

/** One step from an object to a value in it: a member, and whether it holds a list. */
export type Step = Pick<AttributeNode, "name" | "multiValued">;

/** Where the values of an attribute are, from the object that a filter is asked of. */
export interface Place {
  readonly steps: readonly Step[];
  /** The attribute; undefined for a whole extension. */
  readonly node?: AttributeNode | undefined;
  /** The extension the attribute belongs to. */
  readonly extension?: ExtensionNode | undefined;
}

/** Finds the place of a path; undefined for a path that names nothing. */
export type Scope = (path: AttributePath) => Place | undefined;

/** The names of a whole resource. */
export function resourceScope(tree: AttributeTree): Scope {
  return (path) => {
    const resolved = resolvePath(tree, path) ?? resolveUnqualified(tree, path);
    if (resolved === undefined) return undefined;
    const { extension, attribute, subAttribute } = resolved;
    const nodes = [attribute, subAttribute].filter((node) => node !== undefined);
    nodes.forEach(refuseSecret);
    const steps = extension === undefined ? nodes : [{ name: extension.urn, multiValued: false }, ...nodes];
    return { steps, node: nodes.at(-1), extension };
  };
}

/**
 * RFC 7644 §3.10 asks clients to write the URN of an extension ("SHOULD"), but Entra's older reference check is `manager eq "…"`. A bare name that the
 * core schema does not know is looked for in the extensions, and taken when only one has it.
 */
function resolveUnqualified(tree: AttributeTree, path: AttributePath): ResolvedPath | undefined {
  if (path.schema !== undefined) return undefined;
  const name = path.name.toLowerCase();
  const owners = [...tree.extensions.values()].filter(({ attributes }) => attributes.has(name));
  const [owner] = owners;
  return owner === undefined || owners.length > 1 ? undefined : resolvePath(tree, { ...path, schema: owner.urn });
}

/** The names of one element of an attribute. An element of a simple attribute is its own `value`. */
export function elementScope(attribute: AttributeNode): Scope {
  refuseSecret(attribute);
  return ({ schema, name, subAttribute }) => {
    if (schema !== undefined || subAttribute !== undefined) return undefined;
    if (attribute.type !== "complex")
      return name.toLowerCase() === "value" ? { steps: [], node: attribute } : undefined;
    const node = attribute.subAttributes.get(name.toLowerCase());
    if (node === undefined) return undefined;
    refuseSecret(node);
    return { steps: [node], node };
  };
}

/** Whether filters may not ask for an attribute (RFC 7643 §7, `never` and `writeOnly`): the answers would spell a password letter by letter. */
export function isSecret(node: AttributeNode): boolean {
  return node.returned === "never" || node.mutability === "writeOnly";
}

function refuseSecret(node: AttributeNode): void {
  if (isSecret(node)) throw invalidFilter(`the attribute "${node.path}" cannot be used in a filter`);
}

/** The error for a path that names nothing. */
export function unknownAttribute(path: AttributePath): Error {
  return invalidFilter(`unknown attribute "${printPath(path)}"`);
}
