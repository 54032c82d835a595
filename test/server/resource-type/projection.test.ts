/** Projection: `returned`, `attributes` and `excludedAttributes`. */
import { describe, expect, it } from "vitest";
import type { AttributeNode, AttributeTree, JsonObject } from "../../../src/models/attribute-tree.ts";
import { compileProjection, compileSecretRemoval } from "../../../src/server/resource-type/projection.ts";

function attribute(name: string, rest: Partial<AttributeNode> = {}): AttributeNode {
  return {
    name,
    path: name,
    schema: "urn:x:2.0:Thing",
    type: "string",
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    description: "",
    canonicalValues: [],
    referenceTypes: [],
    subAttributes: new Map(),
    ...rest,
  };
}

function byName(...nodes: readonly AttributeNode[]): ReadonlyMap<string, AttributeNode> {
  return new Map(nodes.map((node) => [node.name.toLowerCase(), node]));
}

const TREE: AttributeTree = {
  schema: "urn:x:2.0:Thing",
  attributes: byName(
    attribute("schemas", { multiValued: true }),
    attribute("id"),
    attribute("title"),
    attribute("colour", { returned: "always" }),
    attribute("history", { returned: "request" }),
    attribute("secret", { returned: "never" }),
    attribute("pin", { mutability: "writeOnly" }),
    attribute("parts", {
      type: "complex",
      multiValued: true,
      subAttributes: byName(
        attribute("value"),
        attribute("key", { returned: "always" }),
        attribute("note", { returned: "request" }),
        attribute("code", { returned: "never" }),
      ),
    }),
  ),
  extensions: new Map([
    [
      "urn:y:1.0:badge",
      {
        urn: "urn:y:1.0:Badge",
        required: false,
        attributes: byName(attribute("number"), attribute("hash", { returned: "never" })),
      },
    ],
  ]),
};

const THING: JsonObject = {
  schemas: ["urn:x:2.0:Thing", "urn:y:1.0:Badge"],
  id: "1",
  title: "t",
  colour: "red",
  history: "h",
  secret: "s",
  pin: "0000",
  parts: [{ value: "a", key: "k", note: "n", code: "c" }],
  "urn:y:1.0:Badge": { number: "7", hash: "#" },
};

const MINIMUM = { schemas: THING["schemas"], id: "1", colour: "red" };
const WHOLE = { ...MINIMUM, title: "t", parts: [{ value: "a", key: "k" }], "urn:y:1.0:Badge": { number: "7" } };
const projection = compileProjection(TREE);

describe("projection (RFC 7644 §3.9, RFC 7643 §7)", () => {
  it("includes what is returned always and by default when nothing is requested", () => {
    expect(projection.byDefault(THING)).toEqual(WHOLE);
  });

  it.each([
    ["title", { ...MINIMUM, title: "t" }],
    ["TITLE, parts.value", { ...MINIMUM, title: "t", parts: [{ value: "a", key: "k" }] }],
    ["parts", { ...MINIMUM, parts: [{ value: "a", key: "k" }] }],
    ["parts.note", { ...MINIMUM, parts: [{ key: "k", note: "n" }] }],
    ["parts,parts.note", { ...MINIMUM, parts: [{ value: "a", key: "k", note: "n" }] }],
    ["history", { ...MINIMUM, history: "h" }],
    ["secret,pin,parts.code,urn:y:1.0:Badge:hash", { ...MINIMUM, parts: [{ key: "k" }] }],
    ["urn:x:2.0:Thing:title", { ...MINIMUM, title: "t" }],
    ["urn:y:1.0:Badge", { ...MINIMUM, "urn:y:1.0:Badge": { number: "7" } }],
    ["URN:Y:1.0:BADGE:NUMBER", { ...MINIMUM, "urn:y:1.0:Badge": { number: "7" } }],
    ["nothing", MINIMUM],
    ["__proto__,constructor,toString,title.x.y,:,.", MINIMUM],
  ])("attributes=%s", (attributes, expected) => {
    expect(projection.select({ attributes })(THING)).toEqual(expected);
  });

  it.each([
    ["title", { ...WHOLE, title: undefined }],
    ["colour,id,schemas", WHOLE],
    ["parts.value", { ...WHOLE, parts: [{ key: "k" }] }],
    ["parts", { ...WHOLE, parts: undefined }],
    ["urn:y:1.0:Badge", { ...WHOLE, "urn:y:1.0:Badge": undefined }],
    ["urn:y:1.0:Badge:number", { ...WHOLE, "urn:y:1.0:Badge": undefined }],
    ["nothing,__proto__", WHOLE],
  ])("excludedAttributes=%s", (excludedAttributes, expected) => {
    expect(projection.select({ excludedAttributes })(THING)).toEqual(expected);
  });

  it("treats an empty parameter as absent", () => {
    expect(projection.select({ attributes: " ", excludedAttributes: "" })(THING)).toEqual(WHOLE);
  });

  it("rejects both parameters together", () => {
    expect(() => projection.select({ attributes: "id", excludedAttributes: "title" })).toThrow(/mutually exclusive/);
  });

  it("returns the same resource when there is nothing to omit", () => {
    const plain: JsonObject = { schemas: [], id: "1", title: "t" };
    expect(projection.byDefault(plain)).toBe(plain);
  });

  it("leaves the resource as it was", () => {
    const before = structuredClone(THING);
    projection.select({ attributes: "parts.value" })(THING);
    expect(THING).toEqual(before);
  });

  it("removes what is never returned before a resource is stored, and nothing else", () => {
    const kept = compileSecretRemoval(TREE)(THING);
    expect(kept).toEqual({ ...WHOLE, history: "h", parts: [{ value: "a", key: "k", note: "n" }] });
  });
});
