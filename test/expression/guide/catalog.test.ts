import { describe, expect, it } from "vitest";
import { functionNames } from "../../../src/expression/functions/registry.ts";
import { functionGuides } from "../../../src/expression/guide/catalog.ts";
import { evaluate, evaluationError } from "../evaluate.ts";

const guides = functionGuides();

/** The functions of the public reference, of 2026. */
const REFERENCE =
  "Append AppRoleAssignmentsComplex BitAnd CBool CDate Coalesce ConvertToBase64 ConvertToUTF8Hex Count CStr DateAdd DateDiff DateFromNum " +
  "DefaultDomain FormatDateTime Guid IgnoreFlowIfNullOrEmpty IIF InStr IsNull IsNullOrEmpty IsPresent IsString Item Join Left Len Mid " +
  "NormalizeDiacritics Not Now NumFromDate PCase RandomString Redact RemoveDuplicates Replace SelectUniqueValue SingleAppRoleAssignment Split " +
  "StripSpaces Switch ToLower ToUpper Word";
const BEYOND =
  "AssertiveAppRoleAssignmentsComplex ConvertFromBase64 DNComponent Error StringFromSid Trim Contains CRef Prepend IsNothing AppRoleAssignments";

describe("the guide to the functions", () => {
  it("has all 45 functions of the reference, and those that other pages name", () => {
    const expected = `${REFERENCE} ${BEYOND}`.split(" ").sort();
    expect(REFERENCE.split(" ")).toHaveLength(45);
    expect(guides.map((guide) => guide.name)).toEqual(expected);
    expect(functionNames()).toEqual(expected);
  });

  it.each(guides.map((guide) => [guide.name, guide] as const))(
    "%s: its example gives what the guide says",
    (_name, { example }) => {
      expect(evaluate(example.expression, example.attributes ?? {}, example.context)).toEqual(example.result);
    },
  );

  it.each(guides.map((guide) => [guide.name, guide] as const))(
    "%s: its parameters agree with its arity",
    (name, guide) => {
      const needed = guide.parameters.filter(({ occurrence }) => occurrence === "required").length;
      const repeats = guide.parameters.some(({ occurrence }) => occurrence === "repeating");
      expect(needed).toBeLessThanOrEqual(guide.maximum);
      expect(guide.maximum === Number.POSITIVE_INFINITY).toBe(repeats);
      if (!repeats) expect(guide.parameters.length).toBe(guide.maximum);
      expect(guide.minimum).toBeGreaterThanOrEqual(name === "FormatDateTime" ? 3 : Math.min(needed, guide.minimum));
    },
  );

  it.each(guides.map((guide) => [guide.name, guide] as const))(
    "%s: refuses one argument too few and too many",
    (name, guide) => {
      const call = (count: number) => `${name}(${new Array<string>(count).fill('"1"').join(", ")})`;
      if (guide.minimum > 0) expect(evaluationError(call(guide.minimum - 1))).toBe("wrong_argument_count");
      if (guide.maximum < 10) expect(evaluationError(call(guide.maximum + 1))).toBe("wrong_argument_count");
    },
  );
});
