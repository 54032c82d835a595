import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_MAPPINGS, MAX_SCHEMA, readSchema } from "../../docs/playground/src/schema.ts";

const attribute = { targetAttributeName: "userName", source: { type: "Attribute", name: "mail" } };
const read = { objects: "", target: "userName", expression: "[mail]", defaultValue: undefined };
const mapping = { sourceObjectName: "User", targetObjectName: "Person", attributeMappings: [attribute] };
const named = { ...read, objects: "User to Person" };

function mappingsOf(json: unknown): unknown {
  const result = readSchema(JSON.stringify(json));
  return "value" in result ? result.value : result.problem;
}

describe("a pasted schema", () => {
  it.each([
    [
      "a whole schema",
      { synchronizationRules: [{ objectMappings: [mapping] }, { objectMappings: [mapping] }] },
      [named, named],
    ],
    ["a rule", { objectMappings: [mapping] }, [named]],
    ["an object mapping", mapping, [named]],
    ["a list of object mappings", [mapping], [named]],
    ["a list of attribute mappings", [attribute], [read]],
    ["an attribute mapping", attribute, [read]],
    [
      "a response body with one schema",
      { value: [{ synchronizationRules: [{ objectMappings: [mapping] }] }] },
      [named],
    ],
    [
      "a schema that PowerShell wrote",
      {
        Id: "1",
        SynchronizationRules: [
          {
            ObjectMappings: [
              {
                SourceObjectName: "User",
                TargetObjectName: "Person",
                AttributeMappings: [{ TargetAttributeName: "userName", Source: { Type: "Attribute", Name: "mail" } }],
              },
            ],
          },
        ],
      },
      [named],
    ],
  ])("may be %s", (_, json, expected) => {
    expect(mappingsOf(json)).toEqual(expected);
  });

  it("gives the mappings of the sample company", () => {
    const result = readSchema(readFileSync("examples/contoso/mapping.json", "utf8"));
    const mappings = "value" in result ? result.value : [];
    expect(mappings.find(({ target }) => target === "title")?.expression).toBe("[jobTitle]");
    expect(mappings.every(({ expression }) => expression !== undefined)).toBe(true);
  });

  it.each([
    [
      "parameters where public keys are known",
      {
        type: "Function",
        name: "Append",
        parameters: [
          { key: "source", value: { type: "Attribute", name: "a" } },
          { key: "suffix", value: { type: "Constant", name: "x" } },
        ],
      },
      'Append([a], "x")',
    ],
    ["a constant", { type: "Constant", name: 'a"b' }, '"a\\"b"'],
    ["no source", null, undefined],
    ["a source of the wrong shape", 7, undefined],
    ["parameters of the wrong shape", { type: "Function", name: "Append", parameters: 7 }, undefined],
    ["keys of the wrong shape", { type: "Function", name: "Append", parameters: [{ key: 7 }] }, undefined],
    ["a name of the wrong shape", { type: "Attribute", name: {} }, undefined],
  ])("reads %s", (_, source, expression) => {
    expect(mappingsOf({ targetAttributeName: "userName", source })).toEqual([{ ...read, expression }]);
  });

  it("stops at parameters that nest without end", () => {
    const deep = `${'{"type":"Function","name":"Not","parameters":[{"key":"source","value":'.repeat(5000)}null${"}]}".repeat(5000)}`;
    const result = readSchema(`[{"targetAttributeName":"userName","source":${deep}}]`);
    expect(result).toEqual({ value: [{ ...read, expression: undefined }] });
  });

  it("reads so many mappings and no more", () => {
    expect(mappingsOf(Array.from({ length: MAX_MAPPINGS + 5 }, () => attribute))).toHaveLength(MAX_MAPPINGS);
  });

  it.each([
    ["no JSON", "{", "Not JSON"],
    ["nothing", "[]", "Found no attributeMappings"],
    ["the list of templates", '{"value":[{"id":"x","factoryTag":"y"}]}', "choose one"],
    ["too long a text", " ".repeat(MAX_SCHEMA + 1), "At most 2,000,000 characters"],
  ])("that is %s gives a problem", (_, text, problem) => {
    expect(readSchema(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it("never throws, whatever it is", () => {
    const key = fc.constantFrom(
      "objectMappings",
      "attributeMappings",
      "targetAttributeName",
      "source",
      "parameters",
      "key",
      "value",
      "name",
      "type",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "medium" },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie("tree")),
        fc.dictionary(key, tie("tree")),
      ),
    }));
    fc.assert(
      fc.property(tree, (json) => {
        expect(readSchema(JSON.stringify(json))).toBeTypeOf("object");
      }),
    );
  });
});
