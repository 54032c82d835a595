/**
 * Finds the attributes with `returned: "request"` that a write specifies: its response contains them (RFC 7643 §7).
 */
import { isObject } from "../../internal/values.ts";
import type { AttributeNode, AttributeTree } from "../../models/attribute-tree.ts";
import { targetOf } from "../../patch/bulk-references.ts";

/** A value that a request writes: a resource, or the value at the path of a PATCH operation. */
interface WrittenValue {
  readonly path?: string | undefined;
  readonly value?: unknown;
}

/** The paths of the attributes returned on request that a request writes. */
export type SpecifiedIn = (written: readonly WrittenValue[]) => readonly string[];

/** Compiles the search for a resource type; most types have no such attribute. */
export function compileSpecifiedIn(tree: AttributeTree): SpecifiedIn {
  const parts = [{ attributes: tree.attributes }, ...tree.extensions.values()];
  if (!parts.some(({ attributes }) => hasRequested(attributes))) return () => [];
  return (written) => {
    const found = new Set<string>();
    for (const { path, value } of written) {
      if (path === undefined) collectFromResource(value, tree, found);
      else collectAt(path, value, tree, found);
    }
    return [...found];
  };
}

function hasRequested(attributes: ReadonlyMap<string, AttributeNode>): boolean {
  return [...attributes.values()].some(({ returned, subAttributes }) => {
    return returned === "request" || hasRequested(subAttributes);
  });
}

function collectFromResource(resource: unknown, tree: AttributeTree, found: Set<string>): void {
  if (!isObject(resource)) return;
  const core = tree.schema.toLowerCase();
  for (const [name, value] of Object.entries(resource)) {
    if (name.toLowerCase() === core) collectFromResource(value, tree, found);
    else collectAt(name, value, tree, found);
  }
}

function collectAt(path: string, value: unknown, tree: AttributeTree, found: Set<string>): void {
  const { extension, attribute, subAttribute } = targetOf(path, tree) ?? {};
  if (attribute === undefined) collectMembers(value, extension?.attributes ?? new Map(), found);
  else if (subAttribute === undefined) collect(attribute, value, found);
  else {
    collect(attribute, undefined, found);
    collect(subAttribute, value, found);
  }
}

function collect(node: AttributeNode, value: unknown, found: Set<string>): void {
  if (node.returned === "request") found.add(node.path);
  for (const element of Array.isArray(value) ? value : [value]) collectMembers(element, node.subAttributes, found);
}

function collectMembers(value: unknown, attributes: ReadonlyMap<string, AttributeNode>, found: Set<string>): void {
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const node = attributes.get(name.toLowerCase());
    if (node !== undefined) collect(node, member, found);
  }
}
