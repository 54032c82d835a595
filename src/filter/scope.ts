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
import { invalidFilter } from "./refusal.ts";

/** One step from an object to a value in it. */
export interface Step {
  /** Canonical name of the member. */
  readonly name: string;
  /** Whether the member holds a list, of which any element may satisfy a condition. */
  readonly multiValued: boolean;
}

/** Where the values of an attribute are, from the object that a filter is asked of. */
export interface Place {
  readonly steps: readonly Step[];
  /** The attribute; undefined for a whole extension. */
  readonly node?: AttributeNode;
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
    for (const node of nodes) refuseSecret(node);
    const steps = nodes.map(({ name, multiValued }) => ({ name, multiValued }));
    const node = subAttribute ?? attribute;
    const place = { steps: extension === undefined ? steps : [{ name: extension.urn, multiValued: false }, ...steps] };
    return node === undefined ? { ...place, extension } : { ...place, node };
  };
}

/**
 * RFC 7644 §3.10 asks clients to write the URN of an extension ("SHOULD"), but Entra's older reference check is `manager eq "…"`: a bare name that the core schema does
 * not know is looked for in the extensions, and taken when only one has it.
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
    if (attribute.type !== "complex") {
      return name.toLowerCase() === "value" ? { steps: [], node: { ...attribute, multiValued: false } } : undefined;
    }
    const node = attribute.subAttributes.get(name.toLowerCase());
    if (node === undefined) return undefined;
    refuseSecret(node);
    return { steps: [{ name: node.name, multiValued: node.multiValued }], node };
  };
}

/** Whether a filter may not ask for an attribute: one could read a password letter by letter from the answers (RFC 7643 §7, `never` and `writeOnly`). */
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
