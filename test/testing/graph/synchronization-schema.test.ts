/** Synchronization schemas and parseExpression of the emulator of Microsoft Graph. */
import { describe, expect, it } from "vitest";
import { parseSynchronizationSchema } from "../../../src/provisioning/index.ts";
import { defaultMapping } from "../../../src/proxyclick/index.ts";
import { type ConfiguredApplication, createApplication, createJob, innerFailure } from "./application-calls.ts";
import type { Answer } from "./graph-calls.ts";
import { failure, items, message, objectOf } from "./graph-calls.ts";

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

describe("the schema of a new job", () => {
  it("is the package's default mapping for the gallery application", async () => {
    const schema = parseSynchronizationSchema(await schemaOf(await createJob()));
    const expected = parseSynchronizationSchema(defaultMapping());
    const pairs = (from: typeof schema) => from.users.attributes.map(({ target, expression }) => [target, expression]);
    expect(pairs(schema)).toEqual(pairs(expected));
  });

  it("is the default SCIM mapping for the custom application", async () => {
    const { call: send } = createApplication({}, "custom");
    const [template] = items(await send("GET", "/templates"));
    expect(template).toMatchObject({ id: "scim", factoryTag: "CustomSCIM", default: true });
    const { body } = await send("GET", "/templates/scim/schema");
    const { attributes } = parseSynchronizationSchema(body).users;
    expect(attributes.map(({ target }) => target)).toContain("externalId");
  });
});

describe("PUT of a schema", () => {
  it("accepts the schema of a GET, and gives it another version", async () => {
    const application = await createJob();
    const before = await schemaOf(application);
    expect((await put(application, before)).status).toBe(204);
    const { version, ...after } = await schemaOf(application);
    expect(version).not.toBe(before["version"]);
    expect({ ...after, version: before["version"] }).toMatchObject({ id: before["id"] });
    expect(parseSynchronizationSchema(after).users).toEqual(parseSynchronizationSchema(before).users);
  });

  it("replaces everything", async () => {
    const application = await createJob();
    const schema = changed(await schemaOf(application), MAPPING, {
      attributeMappings: [{ targetAttributeName: "userName", matchingPriority: 1, source: { expression: "[mail]" } }],
    });
    expect((await put(application, schema)).status).toBe(204);
    const { attributes } = parseSynchronizationSchema(await schemaOf(application)).users;
    expect(attributes.map(({ target }) => target)).toEqual(["userName"]);
  });

  it("stores expressions in their canonical form, with their arguments", async () => {
    const application = await createJob();
    const schema = changed(await schemaOf(application), [...ATTRIBUTES, 2], {
      source: { type: "Function", expression: 'Replace([givenName],"-",,,"_",,)' },
    });
    await put(application, schema);
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
  });

  const refusals: readonly (readonly [rule: string, path: Path, members: object, expected: string])[] = [
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

  it.each(refusals)("refuses %s, and keeps the schema", async (_rule, path, members, expected) => {
    const application = await createJob();
    const before = await schemaOf(application);
    const answer = await put(application, changed(before, path, members));
    expect(innerFailure(answer)).toBe("400 UnknownError SchemaInvalid");
    expect(message(answer)).toContain(expected);
    expect(await schemaOf(application)).toEqual(before);
  });

  it("accepts a target attribute that it defines", async () => {
    const application = await createJob();
    const target: Path = ["directories", 1, "objects", 0];
    const schemaBefore = await schemaOf(application);
    const known = Object.values(objectOf({ ...Object(partOf(schemaBefore, target)["attributes"]) }));
    const badge = { name: "badge", type: "String", mutability: "ReadWrite" };
    const defined = changed(schemaBefore, target, { attributes: [...known, badge] });
    const schema = changed(defined, [...ATTRIBUTES, 1], { targetAttributeName: "badge" });
    expect((await put(application, schema)).status).toBe(204);
  });

  it("is the only way to change a schema: PATCH is not found", async () => {
    const { call: send, job } = await createJob();
    expect((await send("PATCH", `${job}/schema`, {})).status).toBe(404);
  });

  it("is undone by DELETE", async () => {
    const application = await createJob();
    const before = await schemaOf(application);
    const schema = changed(before, [...ATTRIBUTES, 2], { source: { expression: "[surname]" } });
    await put(application, schema);
    expect((await application.call("DELETE", `${application.job}/schema`)).status).toBe(204);
    expect(await schemaOf(application)).toEqual(before);
  });
});

function clause(operatorName: string, values: readonly string[]): unknown {
  return { operatorName, sourceOperandName: "city", targetOperand: { values } };
}

describe("discover", () => {
  it("refreshes the target directory, and no other", async () => {
    const application = await createJob();
    const [source, target] = Object.values(Object((await schemaOf(application))["directories"])).map(objectOf);
    const discover = (directory: Readonly<Record<string, unknown>> | undefined) =>
      application.call("POST", `${application.job}/schema/directories/${String(directory?.["id"])}/discover`);
    const refreshed = await discover(target);
    expect(refreshed.body).toMatchObject({ id: target?.["id"], discoveryDateTime: expect.any(String) });
    expect(refreshed.body["version"]).not.toBe(target?.["version"]);
    expect(failure(await discover(source))).toBe("400 BadRequest");
    expect((await discover({ id: "x" })).status).toBe(404);
  });
});

describe("functions and filterOperators", () => {
  it("list the functions with their parameters", async () => {
    const { call: send, job } = await createJob();
    const list = items(await send("GET", `${job}/schema/functions`));
    expect(list.find(({ name }) => name === "Join")).toEqual({
      name: "Join",
      parameters: [
        { name: "separator", type: "String", required: true, allowMultipleOccurrences: false },
        { name: "source", type: "String", required: false, allowMultipleOccurrences: true },
      ],
    });
  });

  it("list the documented operators", async () => {
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
  });
});

describe("parseExpression", () => {
  const input = (...properties: readonly unknown[]) => ({ definition: null, properties });

  it("parses and evaluates, on a job and on a template", async () => {
    const { call: send, job } = await createJob();
    const body = {
      expression: 'Replace([preferredLanguage],"-",,,"_",,)',
      targetAttributeDefinition: null,
      testInputObject: input({ key: "preferredLanguage", value: "en-US" }),
    };
    const expected = {
      parsingSucceeded: true,
      evaluationSucceeded: true,
      evaluationResult: ["en_US"],
      error: null,
      parsedExpression: { name: "Replace", expression: 'Replace([preferredLanguage], "-", , , "_", , )' },
    };
    expect((await send("POST", `${job}/schema/parseExpression`, body)).body).toMatchObject(expected);
    const [template] = items(await send("GET", "/templates"));
    const path = `/templates/${String(template?.["id"])}/schema/parseExpression`;
    expect((await send("POST", path, body)).body).toMatchObject(expected);
  });

  it.each([
    ["an expression that does not parse", "Join(", undefined, { parsingSucceeded: false, parsedExpression: null }],
    ["an expression without input", "[city]", undefined, { parsingSucceeded: true, evaluationResult: [] }],
    ["an evaluation that fails", "DefaultDomain()", input(), { parsingSucceeded: true, evaluationSucceeded: false }],
    ["a boolean", "[a]", input({ key: "a", value: true }), { evaluationResult: ["True"] }],
    ["no value", "[a]", input({ key: "a", value: null }), { evaluationResult: [] }],
    [
      "a list",
      "[a]",
      input({ key: "a", "value@odata.type": "#Collection(String)", value: ["x", "y"] }),
      { evaluationResult: ["x", "y"] },
    ],
  ])("answers 200 for %s", async (_rule, expression, testInputObject, expected) => {
    const { call: send, job } = await createJob();
    const answer = await send("POST", `${job}/schema/parseExpression`, { expression, testInputObject });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject(expected);
  });

  it("refuses a list without its type", async () => {
    const { call: send, job } = await createJob();
    const body = { expression: "[a]", testInputObject: input({ key: "a", value: ["x"] }) };
    expect(failure(await send("POST", `${job}/schema/parseExpression`, body))).toBe("400 BadRequest");
  });

  it("can differ from the package's own engine", async () => {
    const { call: send, job } = await createJob({
      evaluations: (expression, { a }) => (expression === "ToUpper([a])" ? [`${String(a)}!`] : undefined),
    });
    const body = { expression: "ToUpper([a])", testInputObject: input({ key: "a", value: "x" }) };
    const { evaluationResult } = (await send("POST", `${job}/schema/parseExpression`, body)).body;
    expect(evaluationResult).toEqual(["x!"]);
  });
});
