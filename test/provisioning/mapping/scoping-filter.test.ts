import { describe, expect, it } from "vitest";
import {
  createProvisioningJob,
  MemoryState,
  type ProvisioningJobOptions,
  type SourceValue,
} from "../../../src/provisioning/index.ts";
import { fakeDirectory, person, ROLE } from "../../support/fake-directory.ts";
import { fakeTarget } from "../../support/fake-target.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld } from "../../support/world.ts";

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
    ["operators with several spaces", clause(" NOT  EQUALS ", "Sales"), "HR", true],
    ["EQUALS takes whole numbers", clause("EQUALS", "42"), 42, true],
    ["NOT EQUALS takes whole numbers", clause("NOT EQUALS", "42"), 42, false],
    ["REGEX MATCH takes whole numbers", clause("REGEX MATCH", "^1[0-9]{6}$"), 1_234_567, true],
    ["Greater_Than takes whole numbers", clause("Greater_Than", "41"), 42, true],
    ["Greater_Than compares beyond 2^53", clause("Greater_Than", "9007199254740993"), "9007199254740994", true],
    ["Greater_Than is false below 0", clause("Greater_Than_OR_EQUALS", "0"), -1, false],
    ["Greater_Than is false for no value", clause("Greater_Than_OR_EQUALS", "0"), "", false],
    ["Includes minds case", clause("Includes", "ALE"), "Sales", false],
    ["Includes is false for no value", clause("Includes", ""), "", false],
    ["ENDS_WITH minds case", clause("ENDS_WITH", "ES"), "Sales", false],
    ["ENDS_WITH is false for no value", clause("ENDS_WITH", ""), null, false],
    ["IS FALSE is false for null", clause("IS FALSE"), null, false],
    ["IS TRUE is false for no value", clause("IS TRUE"), "", false],
    ["IS NULL is false for false", clause("IS NULL"), false, false],
    ["IS NULL is false for 0", clause("IS NULL"), 0, false],
    ["IS NULL for an empty list", clause("IS NULL"), [], true],
    ["IS NOT NULL for a list", clause("IS NOT NULL"), ["Sales"], true],
    ["a list passes when all its values do", clause("Includes", "s"), ["Sales", "Ads"], true],
    ["a list fails when one of its values does", clause("Includes", "s"), ["Sales", "HR"], false],
    ["NOT EQUALS on a list holds for all its values", clause("NOT EQUALS", "HR"), ["Sales", "HR"], false],
    ["an empty list is no value", clause("NOT EQUALS", "HR"), [], false],
  ])("%s", async (_rule, one, department, expected) => {
    expect(await passes([[one]], department)).toBe(expected);
  });

  it.each([
    ["42", true],
    ["room 42", false],
    ["421", false],
    ["a", true],
    ["ab", false],
  ])("matches the whole value with filterPatterns `whole` (%s)", async (department, expected) => {
    const pattern = clause("REGEX MATCH", "[1-9][0-9]|a");
    expect(await passes([[pattern]], department, { filterPatterns: "whole" })).toBe(expected);
  });

  it("matches when all of its clauses match", async () => {
    const clauses = [clause("IS NOT NULL"), clause("NOT EQUALS", "Sales")];
    expect(await passes([clauses], "HR")).toBe(true);
    expect(await passes([clauses], "Sales")).toBe(false);
  });

  it("passes a user when one of several filters matches", async () => {
    expect(await passes([[clause("EQUALS", "HR")], [clause("EQUALS", "Sales")]], "Sales")).toBe(true);
    expect(await passes([[clause("EQUALS", "HR")], [clause("EQUALS", "Sales")]], "IT")).toBe(false);
  });

  it.each([
    ["an operator that is not known", clause("RESEMBLES", "x"), /RESEMBLES/],
    ["a binary operator without value", clause("EQUALS"), /needs a value/],
    ["a bound that is no whole number", clause("Greater_Than", "-1"), /whole number/],
    [
      "an attribute that follows from the scope",
      { ...clause("IS NULL"), sourceOperandName: "IsSoftDeleted" },
      /IsSoftDeleted/,
    ],
    ["a bound that is no number", clause("Greater_Than", "ten"), /whole number/],
    ["a pattern that is none", clause("REGEX MATCH", "("), /clauses\[0\]/],
  ])("is rejected before the first cycle: %s", (_what, one, message) => {
    const mapping = schema({ scope: { groups: [{ name: "g", clauses: [one] }] } });
    const options = { source: fakeDirectory([]), target: fakeTarget(), mapping };
    expect(() => createProvisioningJob(options)).toThrow(
      expect.objectContaining({ code: "invalid_mapping", message: expect.stringMatching(message) }),
    );
  });
});

describe("a guest", () => {
  const guest = person("guest", {
    userPrincipalName: "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com",
    mail: "ada@fabrikam.com",
  });

  it.each([
    ["NOT REGEX MATCH", "#EXT#", false],
    ["REGEX MATCH", "#EXT#", true],
    ["ENDS_WITH", "@fabrikam.com", false],
    ["ENDS_WITH", "@contoso.onmicrosoft.com", true],
  ])("is compared by the stored userPrincipalName: %s %s", async (operatorName, value, passed) => {
    const clauses = [{ operatorName, sourceOperandName: "userPrincipalName", targetOperand: { values: [value] } }];
    const mapping = schema({
      scope: { groups: [{ name: "guests", clauses }] },
      attributes: [...BASIC_ATTRIBUTES, attribute("nickName", "[userPrincipalName]")],
    });
    const world = newWorld([guest], { mapping });
    const { summary } = await world.cycle();
    expect(summary.counts.created).toBe(passed ? 1 : 0);
    if (passed) expect([...world.target.accounts.values()]).toMatchObject([{ nickName: "ada@fabrikam.com" }]);
  });
});

describe("the scoping step of the log", () => {
  const slow = "^(a|aa)+\\1$";
  const groups = [
    { name: "New York", clauses: [clause("EQUALS", "Sales"), clause("IS NOT NULL")] },
    { name: "all", clauses: [] },
    { name: "slow", clauses: [clause("REGEX MATCH", slow)] },
  ];

  it.each([
    ["Sales", true, true, false],
    ["HR", false, true, false],
    ["", false, false, false],
    [`${"a".repeat(40)}!`, false, true, "regex_timeout"],
  ])("shows the result of every clause (%s)", async (department, equals, isNotNull, pattern) => {
    const world = newWorld([person("ada", { department })], { mapping: schema({ scope: { groups } }) });
    await world.cycle();
    const [entry] = await world.log("ada");
    expect(JSON.parse(entry?.provisioningSteps[1]?.details["ScopeEvaluationResult"] ?? "")).toEqual({
      "New York.department EQUALS 'Sales'": equals,
      "New York.department IS NOT NULL": isNotNull,
      [`slow.department REGEX MATCH '${slow}'`]: pattern,
    });
  });

  it.each(["all", "assigned"] as const)("shows the conditions of scope %s", async (scopeOf) => {
    const world = newWorld([person("ada")], { scope: scopeOf });
    await world.cycle();
    const [entry] = await world.log("ada");
    expect(entry?.provisioningSteps[1]).toEqual({
      name: "EntrySynchronizationScoping",
      provisioningStepType: "scoping",
      status: "success",
      description: "Determine if User in scope by evaluating against each scoping filter",
      details: {
        "Active in the source system": "True",
        "Assigned to the application": "True",
        "User has the required role": "True",
        "Scoping filter evaluation passed": "True",
        ...(scopeOf === "all" ? { "Scope sync all": "True" } : {}),
        ScopeEvaluationResult: "{}",
      },
    });
  });
});

describe("the import step of the log", () => {
  it("shows the attributes that mappings, filters and scope read, and the roles", async () => {
    const scope = { groups: [{ name: "g", clauses: [clause("IS NOT NULL")] }] };
    const world = newWorld([person("ada", { department: "Sales", mobilePhone: "1" })], { mapping: schema({ scope }) });
    await world.cycle();
    const [entry] = await world.log("ada");
    expect(entry?.provisioningSteps[0]?.details).toEqual({
      objectId: "ada",
      mail: "ada@contoso.com",
      givenName: "Ada",
      surname: "Of ada",
      jobTitle: "Engineer",
      department: "Sales",
      accountEnabled: "True",
      appRoleAssignments: ROLE,
    });
  });
});
