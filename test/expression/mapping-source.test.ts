import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExpression } from "../../src/expression/index.ts";
import { type AttributeMappingSource, expressionOfMappingSource } from "../../src/expression/mapping-source.ts";
import { printExpression, printString } from "../../src/expression/syntax/print.ts";

const attribute = (name: string): AttributeMappingSource => ({ type: "Attribute", name, parameters: [] });
const constant = (name: string): AttributeMappingSource => ({ type: "Constant", name, parameters: [] });
const call = (
  name: string,
  parameters: [key: string, value: AttributeMappingSource | null][],
): AttributeMappingSource => ({
  type: "Function",
  name,
  parameters: parameters.map(([key, value]) => ({ key, value })),
});

describe("the source of a mapping in Graph's JSON", () => {
  it("its expression is the truth", () => {
    const source = {
      type: "Function",
      name: "Mid",
      expression: "Mid([userPrincipalName], 1, 8)",
      parameters: [{ key: "source", value: attribute("mail") }],
    };
    expect(expressionOfMappingSource(source)).toBe("Mid([userPrincipalName], 1, 8)");
  });

  it.each([
    [attribute("mail"), "[mail]"],
    [constant('say "hi"'), String.raw`"say \"hi\""`],
    [
      call("Append", [
        ["source", attribute("a")],
        ["suffix", constant("x")],
      ]),
      'Append([a], "x")',
    ],
    [
      call("Join", [
        ["separator", constant(" ")],
        ["source", attribute("a")],
        ["source", attribute("b")],
      ]),
      'Join(" ", [a], [b])',
    ],
    [
      call("Join", [
        ["separator", constant(" ")],
        ["source1", attribute("a")],
        ["source2", attribute("b")],
      ]),
      'Join(" ", [a], [b])',
    ],
    [
      call("Mid", [
        ["length", constant("8")],
        ["source", attribute("a")],
        ["start", constant("1")],
      ]),
      'Mid([a], "1", "8")',
    ],
    [call("not", [["source", attribute("IsSoftDeleted")]]), "Not([IsSoftDeleted])"],
    [
      call("Replace", [
        ["source", attribute("a")],
        ["Find", constant("-")],
        ["Replacement", constant("_")],
      ]),
      'Replace([a], "-", , , "_", , )',
    ],
    [
      call("Switch", [
        ["source", attribute("a")],
        ["switchValue", constant("k")],
        ["switchValue", constant("v")],
      ]),
      'Switch([a], , "k", "v")',
    ],
    [
      call("Append", [
        ["source", call("Not", [["source", attribute("a")]])],
        ["suffix", constant("x")],
      ]),
      'Append(Not([a]), "x")',
    ],
    [
      call("SingleAppRoleAssignment", [["source", attribute("appRoleAssignments")]]),
      "SingleAppRoleAssignment([appRoleAssignments])",
    ],
  ])("without expression, parameters are read by key: %j", (source, text) => {
    expect(expressionOfMappingSource(source)).toBe(text);
    expect(printExpression(parseExpression(text))).toBe(text);
  });

  it.each([
    [null],
    [undefined],
    [{}],
    [{ type: "Attribute", name: "" }],
    [{ type: "Workflow", name: "x" }],
    [call("CustomFunction", [])],
    [call("ToLower", [["source", attribute("a")]])],
    [
      call("Append", [
        ["source", attribute("a")],
        ["unknown", constant("x")],
      ]),
    ],
    [call("Append", [["source", null]])],
  ])("what is not known is left to the caller: %j", (source) => {
    const before = structuredClone(source);
    expect(expressionOfMappingSource(source)).toBeUndefined();
    expect(source).toEqual(before);
  });

  it("nesting is bounded", () => {
    let source = attribute("a");
    for (let depth = 0; depth < 500; depth++) source = call("Not", [["source", source]]);
    expect(expressionOfMappingSource(source)).toBeUndefined();
  });
});

interface Sample {
  readonly source: AttributeMappingSource;
  readonly text: string;
}

const name = fc.stringMatching(/^[a-zA-Z]{1,8}$/);
const attributeSample = name.map((text): Sample => ({ source: attribute(text), text: `[${text}]` }));
const constantSample = fc
  .string({ maxLength: 8 })
  .map((text): Sample => ({ source: constant(text), text: printString(text) }));

function callOf(called: string, keys: readonly string[], values: readonly Sample[]): Sample {
  const parameters = values.map(({ source: value }, index) => ({ key: keys[index] ?? keys.at(-1) ?? "", value }));
  const text = `${called}(${values.map((value) => value.text).join(", ")})`;
  return { source: { type: "Function", name: called, parameters }, text };
}

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    attributeSample,
    constantSample,
    fc.tuple(tie("sample"), tie("sample")).map((values) => callOf("Append", ["source", "suffix"], values)),
    fc.tuple(tie("sample")).map((values) => callOf("Not", ["source"], values)),
    fc
      .array(tie("sample"), { minLength: 2, maxLength: 4 })
      .map((values) => callOf("Join", ["separator", "source1", "source2", "source3"], values)),
    fc
      .array(tie("sample"), { minLength: 4, maxLength: 4 })
      .map((values) => callOf("Switch", ["source", "defaultValue", "switchValue"], values)),
  ),
}));

describe("the JSON of any expression of known functions", () => {
  it("gives its text without the member expression, and nothing in it changes", () => {
    fc.assert(
      fc.property(sample, ({ source, text }) => {
        const json = JSON.stringify({ ...source, "@odata.type": "#microsoft.graph.attributeMappingSource" });
        const parsed = JSON.parse(json);
        expect(expressionOfMappingSource(parsed)).toBe(text);
        expect(JSON.stringify(parsed)).toBe(json);
        expect(printExpression(parseExpression(text))).toBe(text);
        expect(expressionOfMappingSource({ ...source, expression: "[other]" })).toBe("[other]");
      }),
    );
  });
});
