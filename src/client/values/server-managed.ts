/** Leaves out what only the service writes, so that a stored resource can be sent back as it is. */
import { isObject } from "../../internal/values.ts";
import { type AttributeNode, type AttributeTree, resolveName } from "../../models/attribute-tree.ts";

type Members = Readonly<Record<string, unknown>>;

/**
 * A resource, or changes of one, without `schemas`, attributes that are readOnly, such as `id`, `meta` and `groups`,
 * and the `$ref` beside a value, which follows from it.
 */
export function withoutServerManaged(resource: Members, tree: AttributeTree): Members {
  return mapMembers(resource, (name, value) => {
    if (isObject(value) && name.toLowerCase() === tree.schema.toLowerCase()) return withoutServerManaged(value, tree);
    const { extension, attribute, subAttribute } = resolveName(tree, name) ?? {};
    const node = subAttribute ?? attribute;
    if (node === undefined) return isObject(value) && extension ? writableMembers(value, extension.attributes) : value;
    const isManaged = attribute?.mutability === "readOnly" || attribute === tree.attributes.get("schemas");
    return isManaged || node.mutability === "readOnly" ? undefined : writableValue(value, node);
  });
}

function writableMembers(members: Members, attributes: ReadonlyMap<string, AttributeNode>): Members {
  const hasValue = Object.keys(members).some((name) => name.toLowerCase() === "value");
  return mapMembers(members, (name, value) => {
    const attribute = attributes.get(name.toLowerCase());
    if (attribute === undefined) return value;
    const isManaged = attribute.mutability === "readOnly" || (attribute.name === "$ref" && hasValue);
    return isManaged ? undefined : writableValue(value, attribute);
  });
}

function writableValue(value: unknown, { subAttributes }: AttributeNode): unknown {
  if (subAttributes.size === 0) return value;
  if (Array.isArray(value)) {
    return value.map((element: unknown) => (isObject(element) ? writableMembers(element, subAttributes) : element));
  }
  return isObject(value) ? writableMembers(value, subAttributes) : value;
}

/** Members with other values; those that become undefined are left out. */
function mapMembers(members: Members, map: (name: string, value: unknown) => unknown): Members {
  const entries = Object.entries(members).map(([name, value]) => [name, map(name, value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
