/**
 * Attribute mappings of each kind on creation, adoption and update.
 */
import { beforeEach, describe, expect, it } from "vitest";
import type { SynchronizationSchemaDocument } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld();
});

function mappingOf(...attributes: readonly unknown[]): SynchronizationSchemaDocument {
  return schema({ attributes: [...BASIC_ATTRIBUTES, ...attributes] });
}

/** Adds an account before the first cycle. */
function existing(id: string, more: Record<string, unknown>): void {
  world.target.accounts.set("old", {
    id: "old",
    userName: `${id}@contoso.com`,
    active: true,
    name: { givenName: "Ada", familyName: `Of ${id}` },
    title: "Engineer",
    ...more,
  });
}

describe("a mapping of type None", () => {
  const mapping = mappingOf(attribute("locale", null, { defaultValue: "en_US" }));

  it("writes its default when the account is created", async () => {
    await world.cycle([person("ada")], { mapping });
    expect(world.account("ada")).toMatchObject({ locale: "en_US" });
  });

  it("does not change the attribute afterwards, whatever its value in the target", async () => {
    await world.cycle([person("ada")], { mapping });
    world.target.accounts.set("t1", { ...world.account("ada"), id: "t1", locale: "fr_BE" });
    await world.cycle([person("ada", { jobTitle: "Director" })], { mapping });
    expect(world.account("ada")).toMatchObject({ locale: "fr_BE", title: "Director" });
  });

  it.each([
    ["leaves an empty attribute alone on adoption", undefined, undefined],
    ["fills an empty attribute on adoption when the job says so", "whenEmpty", "en_US"],
  ] as const)("%s", async (_rule, unmappedDefaults, expected) => {
    existing("ada", {});
    await world.cycle([person("ada")], { mapping, ...(unmappedDefaults && { unmappedDefaults }) });
    expect(world.account("ada")?.["locale"]).toBe(expected);
  });

  it("never replaces a value that the target has", async () => {
    existing("ada", { locale: "fr_BE" });
    const { writes } = await world.cycle([person("ada")], { mapping, unmappedDefaults: "whenEmpty" });
    expect(writes).toEqual([]);
  });
});

describe("a default value", () => {
  const mapping = mappingOf(attribute("nickName", "[mobilePhone]", { defaultValue: "none" }));

  it("is written on creation when the expression has no value, and not on an update", async () => {
    await world.cycle([person("ada")], { mapping });
    expect(world.account("ada")).toMatchObject({ nickName: "none" });
    await world.cycle([person("ada", { mobilePhone: "1" })], { mapping });
    await world.cycle([person("ada", { mobilePhone: "" })], { mapping });
    expect(world.account("ada")).toMatchObject({ nickName: "1" });
  });
});

describe("flowType", () => {
  it("ObjectAddOnly writes on creation only", async () => {
    const mapping = mappingOf(attribute("nickName", "[department]", { flowType: "ObjectAddOnly" }));
    await world.cycle([person("ada")], { mapping });
    const { writes } = await world.cycle([person("ada", { department: "Sales" })], { mapping });
    expect(writes).toEqual([]);
    expect(world.account("ada")).toMatchObject({ nickName: "Research" });
  });

  it.each(["AttributeAddOnly", "ValueAddOnly"])("%s writes only while the account has no value", async (flowType) => {
    const mapping = mappingOf(attribute("nickName", "[mobilePhone]", { flowType }));
    await world.cycle([person("ada")], { mapping });
    await world.cycle([person("ada", { mobilePhone: "1" })], { mapping });
    await world.cycle([person("ada", { mobilePhone: "2" })], { mapping });
    expect(world.account("ada")).toMatchObject({ nickName: "1" });
  });

  it.each(["MultiValueAddOnly", "ValueAddOnly"])("%s adds values and removes none", async (flowType) => {
    const roles = (values: string) => attribute("roles", `Split("${values}", ",")`, { flowType });
    await world.cycle([person("ada")], { mapping: mappingOf(roles("host,guard")) });
    const { writes } = await world.cycle(undefined, { mapping: mappingOf(roles("host,admin")) });
    expect(writes).toEqual(["PATCH t1 roles"]);
    expect(world.account("ada")?.["roles"]).toEqual([{ value: "host" }, { value: "guard" }, { value: "admin" }]);
    expect((await world.cycle(undefined, { mapping: mappingOf(roles("guard")) })).writes).toEqual([]);
  });

  it("MultiValueAddOnly is Always for an attribute with one value", async () => {
    const mapping = mappingOf(attribute("nickName", "[department]", { flowType: "MultiValueAddOnly" }));
    await world.cycle([person("ada")], { mapping });
    await world.cycle([person("ada", { department: "Sales" })], { mapping });
    expect(world.account("ada")).toMatchObject({ nickName: "Sales" });
  });
});

describe("flowBehavior FlowAlways", () => {
  const mapping = mappingOf(attribute("nickName", "[department]", { flowBehavior: "FlowAlways" }));

  it("sends the value with every change of the user, so that it is restored in the target", async () => {
    await world.cycle([person("ada")], { mapping });
    world.target.accounts.set("t1", { ...world.account("ada"), id: "t1", nickName: "changed by hand" });
    const { writes } = await world.cycle([person("ada", { jobTitle: "Director" })], { mapping });
    expect(writes).toEqual(["PATCH t1 title nickName"]);
    expect(world.account("ada")).toMatchObject({ nickName: "Research" });
  });

  it("sends nothing for a user who did not change", async () => {
    await world.cycle([person("ada")], { mapping });
    expect((await world.cycle(undefined, { mapping })).calls).toEqual([]);
  });
});

describe("nulls", () => {
  const NULLS = { flowNullValues: true };

  /** A mapping with a definition of the source attribute, as in an exported schema. */
  function defined(flowNullValues: boolean): SynchronizationSchemaDocument {
    const document = mappingOf(attribute("nickName", "[department]", NULLS));
    const definition = { name: "department", flowNullValues };
    const directories = [{ name: "Entra", objects: [{ name: "User", attributes: [definition] }] }];
    const rules = document.synchronizationRules.map((rule) => ({ ...Object(rule), sourceDirectoryName: "Entra" }));
    const whole = { ...document, directories, synchronizationRules: rules };
    return whole;
  }

  it.each([
    ["do not flow by themselves", mappingOf(attribute("nickName", "[department]")), "Research"],
    ["clear where the mapping opts in", mappingOf(attribute("nickName", "[department]", NULLS)), undefined],
    ["clear where the definition of the source attribute opts in too", defined(true), undefined],
    ["do not flow where that definition denies it", defined(false), "Research"],
  ])("%s", async (_rule, mapping, expected) => {
    await world.cycle([person("ada")], { mapping });
    for (const department of ["", null]) await world.cycle([person("ada", { department })], { mapping });
    expect(world.account("ada")?.["nickName"]).toBe(expected);
    expect((await world.cycle(undefined, { mapping })).calls).toEqual([]);
  });

  it("clear one value of a list and leave the others", async () => {
    const mapping = mappingOf(
      attribute('phoneNumbers[type eq "work"].value', "[department]", NULLS),
      attribute('phoneNumbers[type eq "fax"].value', "[jobTitle]"),
    );
    await world.cycle([person("ada")], { mapping });
    await world.cycle([person("ada", { department: "" })], { mapping });
    expect(JSON.stringify(world.account("ada")?.["phoneNumbers"])).toContain("Engineer");
    expect(JSON.stringify(world.account("ada")?.["phoneNumbers"])).not.toContain("Research");
  });

  it("yield to the default when the account is created", async () => {
    const mapping = mappingOf(attribute("nickName", "[mobilePhone]", { ...NULLS, defaultValue: "none" }));
    await world.cycle([person("ada")], { mapping });
    expect(world.account("ada")).toMatchObject({ nickName: "none" });
  });

  it("are logged as a removed value", async () => {
    const mapping = mappingOf(attribute("nickName", "[department]", NULLS));
    await world.cycle([person("ada")], { mapping });
    await world.cycle([person("ada", { department: "" })], { mapping });
    expect((await world.log("ada")).at(-1)?.modifiedProperties).toEqual([
      { displayName: "nickName", oldValue: "Research", newValue: null },
    ]);
  });

  it.each([
    ["a matching attribute", attribute("externalId", "[id]", { ...NULLS, matchingPriority: 2 })],
    ["an attribute with many values", attribute("roles", "[department]", NULLS)],
  ])("cannot flow to %s", (_what, refused) => {
    expect(() => world.job({ mapping: mappingOf(refused) })).toThrow(/flowNullValues/);
  });
});

describe("a required attribute", () => {
  const document = mappingOf(attribute("nickName", "[mobilePhone]"));
  const directories = [
    { name: "app", objects: [{ name: "User", attributes: [{ name: "nickName", required: true }] }] },
  ];
  const rules = document.synchronizationRules.map((rule) => ({ ...Object(rule), targetDirectoryName: "app" }));
  const mapping = { ...document, directories, synchronizationRules: rules };

  it("without a value prevents the account, and the log names the attribute", async () => {
    const { summary, writes } = await world.cycle([person("ada"), person("bob", { mobilePhone: "1" })], { mapping });
    expect(writes).toEqual(["POST bob@contoso.com"]);
    expect(summary.counts).toMatchObject({ created: 1, skipped: { AttributeValidationFailed: 1 }, failed: {} });
    const [entry] = await world.log("ada");
    expect(entry?.provisioningStatusInfo).toMatchObject({
      status: "skipped",
      errorInformation: { additionalDetails: "nickName" },
    });
    const details = { SkipReason: "AttributeValidationFailed", PropertyName: "nickName" };
    expect(entry?.provisioningSteps.at(-1)).toMatchObject({ name: "EntrySynchronizationSkip", details });
  });
});

describe("a matching attribute", () => {
  it.each([
    ["emails", /has many values/],
    ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", /refers to another account/],
    ["name", /is complex/],
  ])("has a single plain value (%s)", (target, message) => {
    const mapping = mappingOf(attribute(target, "[mail]", { matchingPriority: 2 }));
    expect(() => world.job({ mapping })).toThrow(
      expect.objectContaining({ code: "invalid_mapping", message: expect.stringMatching(message) }),
    );
  });

  it("is tried after those with lower numbers, with the mapped value, and the first match counts", async () => {
    const byUserName = { id: "1", userName: "ada@contoso.com", externalId: "other" };
    const byMail = { id: "2", userName: "x", emails: [{ type: "work", value: "ADA@contoso.com" }] };
    for (const account of [byUserName, byMail]) world.target.accounts.set(account.id, account);
    const attributes = [
      attribute("userName", "[mail]", { matchingPriority: 30 }),
      attribute("externalId", 'Append("E-", [mobilePhone])', { matchingPriority: 10 }),
      attribute('emails[type eq "work"].value', "ToUpper([mail])", { matchingPriority: 20 }),
    ];
    const { calls } = await world.cycle([person("ada", { mobilePhone: "7" })], { mapping: schema({ attributes }) });
    expect(calls.slice(0, 2)).toEqual([
      'LIST externalId eq "E-7"',
      'LIST emails[type eq "work"].value eq "ADA@CONTOSO.COM"',
    ]);
    expect(calls[2]).toMatch(/^PATCH 2 /);
  });
});

describe("a source attribute that the source spells differently", () => {
  it("is missing, and the message shows both spellings: names are compared exactly", async () => {
    const mapping = mappingOf(attribute("nickName", "[JobTitle]"));
    await expect(world.cycle([person("ada")], { mapping, strict: true })).rejects.toMatchObject({
      code: "invalid_source",
      message: expect.stringMatching(/no attribute "JobTitle" \(it spells it "jobTitle"; /),
    });
    expect(world.target.accounts.size).toBe(0);
  });
});
