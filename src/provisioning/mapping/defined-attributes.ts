/**
 * Custom attributes: those that a target has according to its definition in the synchronization schema, although the
 * resource type does not name them.
 */
import {
  type AttributeNode,
  type AttributeTree,
  type ExtensionNode,
  lookUpName,
  type ResourceTypeLike,
} from "../../models/attribute-tree.ts";
import type { AttributeMapping } from "./schema.ts";

type Definition = NonNullable<AttributeMapping["definition"]>;

/** SCIM's types by those of Graph, in lower case; a string otherwise. */
const TYPES: Readonly<Record<string, AttributeNode["type"]>> = {
  boolean: "boolean",
  integer: "integer",
  datetime: "dateTime",
  binary: "binary",
};

/**
 * Adds the attributes that mappings write and that only the synchronization schema defines, such as
 * `urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User:tag`.
 */
export function withDefinedAttributes(type: ResourceTypeLike, mappings: readonly AttributeMapping[]): ResourceTypeLike {
  let { tree } = type;
  for (const { target, definition } of mappings) {
    const isName = !/[[\]\s]/.test(target);
    if (definition !== undefined && isName && lookUpName(tree, target) === undefined)
      tree = withAttribute(tree, target, definition);
  }
  return tree === type.tree ? type : { ...type, tree };
}

/** Adds an attribute by its path: `[urn ":"] name ["." subAttribute]`. */
function withAttribute(tree: AttributeTree, path: string, definition: Definition): AttributeTree {
  const colon = path.lastIndexOf(":");
  const urn = path.slice(0, Math.max(colon, 0));
  if (urn === "") return { ...tree, attributes: withNode(tree.attributes, path, tree.schema, "", definition) };
  const known = tree.extensions.get(urn.toLowerCase());
  const extension: ExtensionNode = {
    urn: known?.urn ?? urn,
    required: known?.required ?? false,
    attributes: withNode(known?.attributes ?? new Map(), path.slice(colon + 1), urn, `${urn}:`, definition),
  };
  return { ...tree, extensions: new Map(tree.extensions).set(urn.toLowerCase(), extension) };
}

function withNode(
  nodes: ReadonlyMap<string, AttributeNode>,
  path: string,
  schema: string,
  prefix: string,
  definition: Definition,
): ReadonlyMap<string, AttributeNode> {
  const [name = "", subAttribute] = path.split(".");
  const key = name.toLowerCase();
  const leaf = nodeOf(subAttribute ?? name, `${prefix}${path}`, schema, definition);
  if (subAttribute === undefined) return new Map(nodes).set(key, leaf);
  const parent = nodes.get(key) ?? nodeOf(name, `${prefix}${name}`, schema, { type: "complex" });
  const subAttributes = new Map(parent.subAttributes).set(subAttribute.toLowerCase(), leaf);
  return new Map(nodes).set(key, { ...parent, type: "complex", subAttributes });
}

function nodeOf(name: string, path: string, schema: string, definition: Definition): AttributeNode {
  const type = definition.type?.toLowerCase() ?? "";
  return {
    name,
    path,
    schema,
    type: type === "complex" ? "complex" : (TYPES[type] ?? "string"),
    multiValued: definition.multivalued === true,
    required: false,
    caseExact: true,
    mutability: definition.mutability?.toLowerCase() === "readonly" ? "readOnly" : "readWrite",
    returned: "default",
    uniqueness: "none",
    description: "",
    canonicalValues: [],
    referenceTypes: [],
    subAttributes: new Map(),
  };
}
