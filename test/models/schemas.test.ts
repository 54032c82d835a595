import { describe, expect, it } from "vitest";
import type { AttributeDocument } from "../../src/models/discovery-documents.ts";
import {
  describeResourceType,
  describeSchemas,
  GroupType,
  ResourceTypeDocument,
  SchemaDocument,
  UserType,
} from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { DEVIATIONS, RFC_7643_CHARACTERISTICS } from "./rfc7643-characteristics.ts";

type Row = Readonly<Record<string, string>>;

function readTable(table: string): Map<string, Row> {
  const lines = table.trim().split("\n");
  return new Map(
    lines.map((line) => {
      const [path = "", type = "", multiValued = "", required = "", caseExact = "", ...rest] = line.split(/\s+/);
      const [mutability = "", returned = "", uniqueness = "", values = ""] = rest;
      const row = { type, multiValued, required, caseExact, mutability, returned, values };
      return [path, { ...row, uniqueness: uniqueness === "-" ? "none" : uniqueness }] as const;
    }),
  );
}

function toRows(attributes: readonly AttributeDocument[], prefix = ""): [string, Row][] {
  return attributes.flatMap((attribute) => [
    [
      prefix + attribute.name,
      {
        type: attribute.type,
        multiValued: attribute.multiValued ? "multiple" : "single",
        required: attribute.required ? "required" : "optional",
        caseExact: String(attribute.caseExact ?? "-"),
        mutability: attribute.mutability ?? "",
        returned: attribute.returned ?? "",
        uniqueness: attribute.uniqueness ?? "",
        values: (attribute.canonicalValues ?? attribute.referenceTypes ?? []).join(","),
      },
    ] satisfies [string, Row],
    ...toRows(attribute.subAttributes ?? [], `${prefix}${attribute.name}.`),
  ]);
}

function differences(expected: ReadonlyMap<string, Row>, actual: ReadonlyMap<string, Row>) {
  const paths = new Set([...expected.keys(), ...actual.keys()]);
  return [...paths].flatMap((path) => {
    const [ours, theirs] = [actual.get(path), expected.get(path)];
    if (theirs === undefined) return [{ path, differs: "added" }];
    if (ours === undefined) return [{ path, differs: "missing" }];
    return Object.keys(theirs)
      .filter((name) => ours[name] !== theirs[name])
      .map((name) => ({ path, differs: name }));
  });
}

const documents = [...describeSchemas(UserType), ...describeSchemas(GroupType)];

describe("schema documents made from the models (RFC 7643 §8.7.1)", () => {
  it("are those of User, EnterpriseUser and Group", () => {
    expect(documents.map(({ id }) => id)).toEqual(Object.keys(RFC_7643_CHARACTERISTICS));
    expect(documents.map(({ name }) => name)).toEqual(["User", "EnterpriseUser", "Group"]);
  });

  it("have the characteristics of the RFC in every attribute, except for the listed deviations", () => {
    const found = documents.flatMap(({ id, attributes }) =>
      differences(readTable(RFC_7643_CHARACTERISTICS[id] ?? ""), new Map(toRows(attributes))),
    );
    const listed = DEVIATIONS.map(({ path, differs }) => ({ path, differs }));
    const sorted = (list: typeof found) => list.map(({ path, differs }) => `${path} ${differs}`).sort();
    expect(sorted(found)).toEqual(sorted(listed));
  });

  it("keep the order of the attributes", () => {
    for (const { id, attributes } of documents) {
      const added = new Set(DEVIATIONS.filter(({ differs }) => differs === "added").map(({ path }) => path));
      const paths = toRows(attributes).map(([path]) => path);
      expect(paths.filter((path) => !added.has(path))).toEqual([
        ...readTable(RFC_7643_CHARACTERISTICS[id] ?? "").keys(),
      ]);
    }
  });

  it("describe every attribute and leave the common ones out (§3.1)", () => {
    const describes = (attribute: AttributeDocument): boolean =>
      attribute.description !== "" && (attribute.subAttributes ?? []).every(describes);
    for (const { attributes } of documents) {
      expect(attributes.every(describes)).toBe(true);
      expect(attributes.map(({ name }) => name)).not.toContain("meta");
    }
  });

  it("are valid and say where they are", () => {
    for (const document of describeSchemas(UserType, "https://example.com/scim/v2")) {
      expect(SchemaDocument.parse(document)).toEqual(document);
      expect(document.meta?.location).toBe(`https://example.com/scim/v2/Schemas/${document.id}`);
    }
  });
});

describe("resource type documents (RFC 7643 §8.6)", () => {
  it("name endpoint, schema and extensions", () => {
    const document = describeResourceType(UserType, "https://example.com/v2");
    expect(ResourceTypeDocument.parse(document)).toMatchObject({
      id: "User",
      name: "User",
      endpoint: "/Users",
      description: "User Account",
      schema: USER_SCHEMA,
      schemaExtensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: false }],
      meta: { resourceType: "ResourceType", location: "https://example.com/v2/ResourceTypes/User" },
    });
  });
});
