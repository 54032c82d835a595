/** Rules of synchronization schemas. */
import { expect } from "vitest";
import { parseSynchronizationSchema } from "../../../../src/provisioning/index.ts";
import { defaultMapping } from "../../../../src/proxyclick/index.ts";
import { type ConfiguredApplication, createApplication, createJob, innerFailure } from "../application-calls.ts";
import { type Answer, failure, items, message, objectOf } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const UPDATE = "Microsoft Graph: Update synchronizationSchema";

/** A path in a schema, by names and places. */
type Path = readonly (string | number)[];

const RULE: Path = ["synchronizationRules", 0];
const MAPPING: Path = [...RULE, "objectMappings", 0];
const ATTRIBUTES: Path = [...MAPPING, "attributeMappings"];

/** A copy of a schema with other members in the object at a path; undefined removes one. */
function changed(schema: unknown, path: Path, members: object): unknown {
  const copy: unknown = structuredClone(schema);
  let part: unknown = copy;
  for (const name of path) part = Reflect.get(Object(part), name);
  Object.assign(Object(part), members);
  return copy;
}

/** The object at a path of a schema. */
function partOf(schema: unknown, path: Path): Readonly<Record<string, unknown>> {
  return objectOf(path.reduce((part: unknown, name) => Reflect.get(Object(part), name), schema));
}

async function schemaOf({ call: send, job }: ConfiguredApplication): Promise<Readonly<Record<string, unknown>>> {
  return (await send("GET", `${job}/schema`)).body;
}

async function put(application: ConfiguredApplication, schema: unknown): Promise<Answer> {
  return application.call("PUT", `${application.job}/schema`, schema);
}

function clause(operatorName: string, values: readonly string[]): unknown {
  return { operatorName, sourceOperandName: "city", targetOperand: { values } };
}

/** Changes that are refused, with a part of the message. */
const REFUSED: readonly (readonly [what: string, path: Path, members: object, expected: string])[] = [
  [
    "a target attribute that is not defined",
    [...ATTRIBUTES, 1],
    { targetAttributeName: "badge" },
    "'badge' is not defined",
  ],
  ["the same target twice", [...ATTRIBUTES, 1], { targetAttributeName: "userName" }, "more than once"],
  ["the id as a target", [...ATTRIBUTES, 1], { targetAttributeName: "id" }, "read-only"],
  [
    "a source attribute that is not defined",
    [...ATTRIBUTES, 1],
    { source: { expression: "[GivenName]" } },
    "'GivenName'",
  ],
  ["an expression that does not parse", [...ATTRIBUTES, 1], { source: { expression: "Join(" } }, "is invalid"],
  ["an object without a matching attribute", [...ATTRIBUTES, 0], { matchingPriority: 0 }, "matching"],
  ["an unknown flow type", [...ATTRIBUTES, 1], { flowType: "always" }, "flowType"],
  ["unknown actions", MAPPING, { flowTypes: "Add, Remove" }, "'Remove' was not found"],
  [
    "an unknown filter operator",
    MAPPING,
    { scope: { groups: [{ name: "x", clauses: [clause("equals", ["NY"])] }] } },
    "'equals' does not exist",
  ],
  [
    "a unary operator with a value",
    MAPPING,
    { scope: { groups: [{ name: "x", clauses: [clause("IS NULL", ["NY"])] }] } },
    "1 values",
  ],
  ["a cut-down schema without directories", [], { directories: undefined }, "does not define"],
  ["an unknown member", [], { mappings: [] }, "'mappings' does not exist"],
];

/** Targets and expressions of the users of a schema. */
function pairsOf(schema: unknown): readonly unknown[] {
  return parseSynchronizationSchema(schema).users.attributes.map(({ target, expression }) => [target, expression]);
}

/** Rules of schemas. */
export const SCHEMA_RULES: readonly GraphRule[] = [
  {
    rule: "A new job has the schema of its template: for Proxyclick, the package's default mapping",
    source: "Microsoft Graph: Get synchronizationSchema, response",
    check: async () => {
      expect(pairsOf(await schemaOf(await createJob()))).toEqual(pairsOf(defaultMapping()));
    },
  },
  {
    rule: "The custom application has the default SCIM mapping",
    source: "Microsoft Entra: Customize application attributes; Develop a SCIM endpoint, default attribute mapping",
    check: async () => {
      const { call: send } = createApplication({}, "custom");
      const [template] = items(await send("GET", "/templates"));
      expect(template).toMatchObject({ id: "scim", factoryTag: "CustomSCIM", default: true });
      const { attributes } = parseSynchronizationSchema((await send("GET", "/templates/scim/schema")).body).users;
      expect(attributes.map(({ target }) => target)).toContain("externalId");
    },
  },
  {
    rule: "PUT accepts the schema of a GET, keeps its id and gives it another version",
    source: `${UPDATE}, request body`,
    check: async () => {
      const application = await createJob();
      const before = await schemaOf(application);
      expect((await put(application, before)).status).toBe(204);
      const after = await schemaOf(application);
      expect(after["version"]).not.toBe(before["version"]);
      expect(after["id"]).toBe(before["id"]);
      expect(parseSynchronizationSchema(after).users).toEqual(parseSynchronizationSchema(before).users);
    },
  },
  {
    rule: "PUT replaces the whole schema",
    source: `${UPDATE}, introduction`,
    check: async () => {
      const application = await createJob();
      const only = { targetAttributeName: "userName", matchingPriority: 1, source: { expression: "[mail]" } };
      const schema = changed(await schemaOf(application), MAPPING, { attributeMappings: [only] });
      expect((await put(application, schema)).status).toBe(204);
      expect(pairsOf(await schemaOf(application))).toEqual([["userName", "[mail]"]]);
    },
  },
  {
    rule: "Expressions are stored in their canonical form, with their arguments by key",
    source: "Microsoft Graph: attributeMappingSource resource type; parseExpression, example",
    check: async () => {
      const application = await createJob();
      const source = { type: "Function", expression: 'Replace([givenName],"-",,,"_",,)' };
      await put(application, changed(await schemaOf(application), [...ATTRIBUTES, 2], { source }));
      expect(partOf(await schemaOf(application), [...ATTRIBUTES, 2])["source"]).toMatchObject({
        type: "Function",
        name: "Replace",
        expression: 'Replace([givenName], "-", , , "_", , )',
        parameters: [
          { key: "source", value: { type: "Attribute", name: "givenName" } },
          { key: "Find", value: { type: "Constant", name: "-", expression: '"-"' } },
          { key: "Replacement", value: { type: "Constant", name: "_" } },
        ],
      });
    },
  },
  ...REFUSED.map(
    ([what, path, members, expected]): GraphRule => ({
      rule: `PUT refuses ${what}, and keeps the schema`,
      source: `${UPDATE}, request body; Microsoft Graph: synchronizationSchema resource type`,
      check: async () => {
        const application = await createJob();
        const before = await schemaOf(application);
        const answer = await put(application, changed(before, path, members));
        expect(innerFailure(answer)).toBe("400 UnknownError SchemaInvalid");
        expect(message(answer)).toContain(expected);
        expect(await schemaOf(application)).toEqual(before);
      },
    }),
  ),
  {
    rule: "PUT accepts a target attribute that it defines",
    source: "Configure provisioning using Microsoft Graph APIs: extend the target schema",
    check: async () => {
      const application = await createJob();
      const before = await schemaOf(application);
      const target: Path = ["directories", 1, "objects", 0];
      const known: readonly unknown[] = Object.values(Object(partOf(before, target)["attributes"]));
      const badge = { name: "badge", type: "String", mutability: "ReadWrite" };
      const defined = changed(before, target, { attributes: [...known, badge] });
      const schema = changed(defined, [...ATTRIBUTES, 1], { targetAttributeName: "badge" });
      expect((await put(application, schema)).status).toBe(204);
    },
  },
  {
    rule: "PATCH of a schema is not found",
    source: "microsoftgraph/msgraph-metadata issue 676",
    check: async () => {
      const { call: send, job } = await createJob();
      expect((await send("PATCH", `${job}/schema`, {})).status).toBe(404);
    },
  },
  {
    rule: "DELETE restores the schema of the template",
    source: "Microsoft Graph: Delete synchronizationSchema",
    check: async () => {
      const application = await createJob();
      const before = await schemaOf(application);
      const source = { expression: "[surname]" };
      await put(application, changed(before, [...ATTRIBUTES, 2], { source }));
      expect((await application.call("DELETE", `${application.job}/schema`)).status).toBe(204);
      expect(await schemaOf(application)).toEqual(before);
    },
  },
  {
    rule: "discover refreshes a directory that can be discovered, and no other",
    source: "Microsoft Graph: directoryDefinition: discover",
    check: async () => {
      const application = await createJob();
      const schema = await schemaOf(application);
      const [source, target] = [0, 1].map((place) => partOf(schema, ["directories", place]));
      const discover = (id: unknown) =>
        application.call("POST", `${application.job}/schema/directories/${String(id)}/discover`);
      const refreshed = await discover(target?.["id"]);
      expect(refreshed.body).toMatchObject({ id: target?.["id"], discoveryDateTime: expect.any(String) });
      expect(refreshed.body["version"]).not.toBe(target?.["version"]);
      expect(failure(await discover(source?.["id"]))).toBe("400 BadRequest");
      expect((await discover("x")).status).toBe(404);
    },
  },
  {
    rule: "functions lists the functions with their parameters",
    source: "Microsoft Graph: synchronizationSchema: functions",
    check: async () => {
      const { call: send, job } = await createJob();
      const list = items(await send("GET", `${job}/schema/functions`));
      expect(list.find(({ name }) => name === "Join")).toEqual({
        name: "Join",
        parameters: [
          { name: "separator", type: "String", required: true, allowMultipleOccurrences: false },
          { name: "source", type: "String", required: false, allowMultipleOccurrences: true },
        ],
      });
    },
  },
  {
    rule: "filterOperators lists the documented operators",
    source: "Microsoft Graph: synchronizationSchema: filterOperators",
    check: async () => {
      const { call: send, job } = await createJob();
      const list = items(await send("GET", `${job}/schema/filterOperators`));
      expect(list.map(({ name, arity }) => `${String(name)} ${String(arity)}`)).toEqual([
        "EQUALS Binary",
        "NOT EQUALS Binary",
        "IS TRUE Unary",
        "IS FALSE Unary",
        "IS NULL Unary",
        "IS NOT NULL Unary",
        "REGEX MATCH Binary",
        "NOT REGEX MATCH Binary",
      ]);
    },
  },
];
