import type { AttributeNode, AttributeTree, ResourceTypeLike } from "../../src/models/attribute-tree.ts";

type Characteristics = Partial<Omit<AttributeNode, "name" | "subAttributes">>;

/** One attribute, with the defaults of RFC 7643 §2.2. */
function attribute(
  name: string,
  characteristics: Characteristics = {},
  parts: readonly AttributeNode[] = [],
): AttributeNode {
  return {
    name,
    path: name,
    schema: "urn:example:thing",
    type: parts.length > 0 ? "complex" : "string",
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    description: "",
    canonicalValues: [],
    referenceTypes: [],
    ...characteristics,
    subAttributes: byName(parts),
  };
}

function byName(nodes: readonly AttributeNode[]): ReadonlyMap<string, AttributeNode> {
  return new Map(nodes.map((node) => [node.name.toLowerCase(), node]));
}

/** A resource type with attributes of every data type, and secrets in every place. */
export const Thing: ResourceTypeLike = { tree: thingTree() };

function thingTree(): AttributeTree {
  const core = [
    attribute("text"),
    attribute("exact", { caseExact: true }),
    attribute("count", { type: "integer" }),
    attribute("ratio", { type: "decimal" }),
    attribute("flag", { type: "boolean" }),
    attribute("moment", { type: "dateTime" }),
    attribute("link", { type: "reference", caseExact: true }),
    attribute("bytes", { type: "binary", caseExact: true }),
    attribute("tags", { multiValued: true }),
    attribute("counts", { type: "integer", multiValued: true }),
    attribute("parts", { multiValued: true }, [
      attribute("value"),
      attribute("type"),
      attribute("size", { type: "integer" }),
      attribute("primary", { type: "boolean" }),
      attribute("pin", { returned: "never" }),
    ]),
    attribute("place", {}, [attribute("city"), attribute("names", { multiValued: true })]),
    attribute("vault", {}, [attribute("value", { mutability: "writeOnly" }), attribute("label")]),
    attribute("secret", { returned: "never" }),
    attribute("input", { mutability: "writeOnly" }),
    attribute("safe", { returned: "never" }, [attribute("value")]),
  ];
  const extension = (urn: string, nodes: readonly AttributeNode[]) =>
    [urn, { urn, required: false, attributes: byName(nodes) }] as const;
  return {
    schema: "urn:example:thing",
    attributes: byName(core),
    extensions: new Map([
      extension("urn:example:badge:2.0", [
        attribute("code"),
        attribute("shared"),
        attribute("key", { returned: "never" }),
      ]),
      extension("urn:example:locker", [attribute("number", { type: "integer" }), attribute("shared")]),
    ]),
  };
}
