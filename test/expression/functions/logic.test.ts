import { describe, expect, it } from "vitest";
import {
  type AttributeValue,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
} from "../../../src/expression/evaluation/values.ts";
import { evaluate, evaluationError } from "../evaluate.ts";

type Row = [expression: string, x: AttributeValue, result: unknown];

const rows: Row[] = [
  ["IsNull([x])", null, true],
  ["IsNull([x])", "", false],
  ["IsNull([x])", [], false],
  ["IsNull(Coalesce([x]))", null, true],
  ["IsNothing([x])", undefined, true],
  ["IsNullOrEmpty([x])", null, true],
  ["IsNullOrEmpty([x])", "", true],
  ["IsNullOrEmpty([x])", [], true],
  ["IsNullOrEmpty([x])", " ", false],
  ["IsNullOrEmpty([x])", 0, false],
  ["IsPresent([x])", null, false],
  ["IsPresent([x])", "", false],
  ["IsPresent([x])", "a", true],
  ["IsPresent([x])", false, true],
  ["IsString([x])", "a", true],
  ["IsString([x])", 1, true],
  ["IsString([x])", null, false],
  ["IsString([x])", ["a"], false],
  // Not: everything but True gives True
  ["Not([x])", true, false],
  ["Not([x])", "True", false],
  ["Not([x])", "true", false],
  ["Not([x])", false, true],
  ["Not([x])", "False", true],
  ["Not([x])", "", true],
  ["Not([x])", null, true],
  ["Not([x])", "1", true],
  // CBool
  ["CBool([x])", 0, false],
  ["CBool([x])", 2, true],
  ["CBool([x])", "0", false],
  ["CBool([x])", "-1", true],
  ["CBool([x])", "True", true],
  ["CBool([x])", "maybe", false],
  ["CBool([x])", null, false],
  ["CBool([x] > 3)", 4, true],
  // IIF
  ['IIF([x], "a", "b")', true, "a"],
  ['IIF([x], "a", "b")', "True", "a"],
  ['IIF([x], "a", "b")', "0", "b"],
  ['IIF([x], "a", "b")', null, "b"],
  ['IIF([x]="", "a", "b")', null, "a"],
  ['IIF([x]="", "a", "b")', "", "a"],
  ["IIF([x]=1, IgnoreAttributeFlow, IgnoreObjectFlow)", 1, IGNORE_ATTRIBUTE_FLOW],
  ["IIF([x]=1, IgnoreAttributeFlow, IgnoreObjectFlow)", 2, IGNORE_OBJECT_FLOW],
  ['IIF([x]=1, , "b")', 1, null],
  ['IIF([x]=1, "a", Error("never"))', 1, "a"],
  // Switch
  ['Switch([x], "d", "a", "1", "b", "2")', "b", "2"],
  ['Switch([x], "d", "a", "1", "b", "2")', "B", "d"],
  ['Switch([x], , "a", "1")', "b", null],
  ['Switch([x], "", "a", "1")', "b", ""],
  ['Switch([x], "d", "", "none")', null, "none"],
  ['Switch([x], "d", "", "none")', "", "none"],
  ['Switch([x], "d", "", "none")', [], "none"],
  ['Switch([x], "d", "1", "one")', 1, "one"],
  ['Switch([x], "d", 1, "one")', "1", "one"],
  ['Switch([x], "d", "True", "yes")', true, "yes"],
  ['Switch([x], "d", "a", "first", "a", "second")', "a", "first"],
  ['Switch([x], "d", [x], "self")', "a", "self"],
  ['Switch([x], "d", ToLower("A"), "1", "b", "2")', "b", "2"],
  ['Switch([x], Error("never"), "a", "1")', "a", "1"],
  ['Switch([x], "d", "a", Error("never"))', "b", "d"],
  ['Switch([x], "d", "a", "1")', ["a"], "1"],
  // Coalesce: empty text is skipped as well
  ['Coalesce([x], "b")', null, "b"],
  ['Coalesce([x], "b")', "", "b"],
  ['Coalesce([x], "b")', "a", "a"],
  ['Coalesce([x], "b")', false, false],
  ['Coalesce([x], "")', null, ""],
  ["Coalesce([x])", null, null],
  ["Coalesce([x], , )", null, null],
  ['Coalesce([x], "b")', [], "b"],
  ['Coalesce([x], Error("never"))', "a", "a"],
  ['Coalesce(IgnoreFlowIfNullOrEmpty([x]), "b")', null, "b"],
  // flow symbols
  ["IgnoreFlowIfNullOrEmpty([x])", null, IGNORE_ATTRIBUTE_FLOW],
  ["IgnoreFlowIfNullOrEmpty([x])", "", IGNORE_ATTRIBUTE_FLOW],
  ["IgnoreFlowIfNullOrEmpty([x])", [], IGNORE_ATTRIBUTE_FLOW],
  ["IgnoreFlowIfNullOrEmpty([x])", "a", "a"],
  ["IgnoreFlowIfNullOrEmpty([x])", 0, 0],
  ['Append(IgnoreFlowIfNullOrEmpty([x]), "b")', null, IGNORE_ATTRIBUTE_FLOW],
  ['Join("", IgnoreFlowIfNullOrEmpty([x]), "b")', null, IGNORE_ATTRIBUTE_FLOW],
  ["IgnoreObjectFlow", null, IGNORE_OBJECT_FLOW],
  ["ignoreattributeflow", null, IGNORE_ATTRIBUTE_FLOW],
];

describe("functions that test and choose", () => {
  it.each(rows)("%s with %j gives %j", (expression, x, result) => {
    expect(evaluate(expression, { x })).toEqual(result);
  });

  it.each([
    ['Switch([x], "d", "a")', "wrong_argument_count"],
    ['Switch([x], "d", "a", "1", "b")', "wrong_argument_count"],
    ['IIF([x]=1, "a")', "wrong_argument_count"],
    ["Coalesce()", "wrong_argument_count"],
    ['IIF(IgnoreFlowIfNullOrEmpty([x]), "a", "b")', "unsupported_condition"],
    ['IIF(IgnoreFlowIfNullOrEmpty([x]) = "a", "a", "b")', "unsupported_condition"],
    ['Error("no")', "custom_error"],
  ])("%s fails with %s", (expression, code) => {
    expect(evaluationError(expression, { x: "a" })).toBe(code);
  });
});

describe("comparisons", () => {
  it.each([
    ["[x] = 1", "1", true],
    ["[x] = 1", "01", true],
    ["[x] = 1.0", "1", true],
    ["[x] = 1", "1a", false],
    ['[x] = "1.50"', "1.5", true],
    ["[x] > 9", "10", true],
    ['[x] > "9"', "10", true],
    ['[x] > "9"', "10a", false],
    ['[x] <> "a"', "A", true],
    ['[x] < "b"', "a", true],
    ['[x] >= "b"', "b", true],
    ['[x] <= "a"', "b", false],
    ['[x] = "True"', true, true],
    ['[x] = "true"', true, false],
    ['[x] = ""', null, true],
    ["[x] > 5", null, false],
    ["[x] = 9223372036854775807", "9223372036854775807", true],
    ["[x] = 9223372036854775807", "9223372036854775806", false],
    ["[x] < 9223372036854775807", "9223372036854775806", true],
    ["[x] = &HF", 15, true],
    ["[x] = -3", "-3", true],
  ])("%s with %j is %j", (expression, x, result) => {
    expect(evaluate(expression, { x })).toBe(result);
  });
});
