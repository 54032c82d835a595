import { describe, expect, it } from "vitest";
import {
  createProvisioningJob,
  MemoryState,
  type ProvisioningJobOptions,
  type SourceValue,
} from "../../src/provisioning/index.ts";
import { fakeDirectory, person } from "../support/fake-directory.ts";
import { fakeTarget } from "../support/fake-target.ts";
import { schema } from "../support/mapping.ts";

interface Clause {
  readonly operatorName: string;
  readonly sourceOperandName: string;
  readonly targetOperand: { readonly values: readonly string[] } | null;
}

function clause(operatorName: string, ...values: string[]): Clause {
  return { operatorName, sourceOperandName: "department", targetOperand: values.length === 0 ? null : { values } };
}

async function passes(
  groups: readonly (readonly Clause[])[],
  department: SourceValue,
  options: Pick<ProvisioningJobOptions, "filterPatterns"> = {},
): Promise<boolean> {
  const job = createProvisioningJob({
    source: fakeDirectory([person("ada", { department })]),
    target: fakeTarget(),
    state: new MemoryState(),
    mapping: schema({ scope: { groups: groups.map((clauses, index) => ({ name: `group ${index}`, clauses })) } }),
    ...options,
  });
  const { counts } = await job.runCycle();
  expect(counts.created + (counts.skipped["NotInScope"] ?? 0)).toBe(1);
  return counts.created === 1;
}

describe("a scoping filter", () => {
  it.each([
    ["EQUALS compares exactly", clause("EQUALS", "Sales"), "Sales", true],
    ["EQUALS minds case", clause("EQUALS", "Sales"), "sales", false],
    ["EQUALS is false for no value", clause("EQUALS", "Sales"), "", false],
    ["NOT EQUALS", clause("NOT EQUALS", "Sales"), "HR", true],
    ["NOT EQUALS minds case", clause("NOT EQUALS", "Sales"), "sales", true],
    ["NOT EQUALS is false for the same value", clause("NOT EQUALS", "Sales"), "Sales", false],
    ["NOT EQUALS is false for no value, as documented", clause("NOT EQUALS", "Sales"), "", false],
    ["NOT EQUALS is false for null", clause("NOT EQUALS", "Sales"), null, false],
    ["IS NULL", clause("IS NULL"), "", true],
    ["IS NULL for null", clause("IS NULL"), null, true],
    ["IS NULL is false for a value", clause("IS NULL"), "Sales", false],
    ["IS NOT NULL", clause("IS NOT NULL"), "Sales", true],
    ["IS NOT NULL is false for no value", clause("IS NOT NULL"), "", false],
    ["IS TRUE reads text", clause("IS TRUE"), "True", true],
    ["IS TRUE reads booleans", clause("IS TRUE"), true, true],
    ["IS TRUE is false for other text", clause("IS TRUE"), "yes", false],
    ["IS FALSE", clause("IS FALSE"), "false", true],
    ["IS FALSE is false for no value", clause("IS FALSE"), "", false],
    ["REGEX MATCH matches anywhere", clause("REGEX MATCH", "[1-9][0-9]"), "room 42", true],
    ["REGEX MATCH minds case", clause("REGEX MATCH", "^s"), "Sales", false],
    ["REGEX MATCH is .NET's", clause("REGEX MATCH", "(?i)^s"), "Sales", true],
    ["NOT REGEX MATCH", clause("NOT REGEX MATCH", "^S"), "HR", true],
    ["NOT REGEX MATCH is false for no value", clause("NOT REGEX MATCH", "^S"), "", false],
    ["Includes", clause("Includes", "ale"), "Sales", true],
    ["ENDS_WITH", clause("ENDS_WITH", "es"), "Sales", true],
    ["ENDS_WITH minds the end", clause("ENDS_WITH", "Sa"), "Sales", false],
    ["Greater_Than compares numbers", clause("Greater_Than", "9"), "10", true],
    ["Greater_Than is not equal", clause("Greater_Than", "10"), "10", false],
    ["Greater_Than_OR_EQUALS", clause("Greater_Than_OR_EQUALS", "10"), "10", true],
    ["Greater_Than is false for text", clause("Greater_Than", "9"), "ten", false],
    ["& asks whether the value occurs in the filter's", clause("&", "Sales, HR"), "HR", true],
    ["& minds case", clause("&", "Sales, HR"), "hr", false],
    ["& is not the other way round", clause("&", "HR"), "HR Europe", false],
    ["& is false for no value", clause("&", "Sales, HR"), "", false],
    ["!&", clause("!&", "Sales, HR"), "IT", true],
    ["!& is false for a value that occurs", clause("!&", "Sales, HR"), "HR", false],
    ["!& is false for no value", clause("!&", "Sales, HR"), null, false],
    ["operators in any case, with spaces or underscores", clause("not_equals", "Sales"), "HR", true],
  ])("%s", async (_rule, one, department, expected) => {
    expect(await passes([[one]], department)).toBe(expected);
  });

  it.each([
    ["42", true],
    ["room 42", false],
    ["421", false],
    ["a", true],
    ["ab", false],
  ])("matches the whole value when told so (%s)", async (department, expected) => {
    const pattern = clause("REGEX MATCH", "[1-9][0-9]|a");
    expect(await passes([[pattern]], department, { filterPatterns: "whole" })).toBe(expected);
  });

  it("holds when all of its clauses hold", async () => {
    const clauses = [clause("IS NOT NULL"), clause("NOT EQUALS", "Sales")];
    expect(await passes([clauses], "HR")).toBe(true);
    expect(await passes([clauses], "Sales")).toBe(false);
  });

  it("lets through when one of several filters holds", async () => {
    expect(await passes([[clause("EQUALS", "HR")], [clause("EQUALS", "Sales")]], "Sales")).toBe(true);
    expect(await passes([[clause("EQUALS", "HR")], [clause("EQUALS", "Sales")]], "IT")).toBe(false);
  });

  it.each([
    ["an operator that is not known", clause("RESEMBLES", "x"), /RESEMBLES/],
    ["a binary operator without value", clause("EQUALS"), /needs a value/],
    ["a bound that is no whole number", clause("Greater_Than", "-1"), /whole number/],
    ["a pattern that is none", clause("REGEX MATCH", "("), /clauses\[0\]/],
  ])("is refused before anything is done: %s", (_what, one, message) => {
    const mapping = schema({ scope: { groups: [{ name: "g", clauses: [one] }] } });
    const options = { source: fakeDirectory([]), target: fakeTarget(), mapping };
    expect(() => createProvisioningJob(options)).toThrow(
      expect.objectContaining({ code: "invalid_mapping", message: expect.stringMatching(message) }),
    );
  });
});
