/**
 * A redacted value never reaches the log: no property, no step and no message, whatever repeats it.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import type { ProvisioningLogEntry } from "../../../src/provisioning/index.ts";
import { collect } from "../../../src/testing/contracts/sample-records.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

const SECRET = 'K-77"42';
const NEXT = "K-88.00";
const secretMapping = schema({
  attributes: [...BASIC_ATTRIBUTES, attribute("nickName", 'Redact(Append([department], "!"))')],
});
let world: World;

beforeEach(() => {
  world = newWorld([person("ada", { department: SECRET })], { mapping: secretMapping });
});

async function logOf(): Promise<readonly ProvisioningLogEntry[]> {
  return collect(world.state.entries());
}

async function expectNoSecret(): Promise<void> {
  const entries = await logOf();
  expect(entries.length).toBeGreaterThan(0);
  for (const secret of [SECRET, `${SECRET}!`, NEXT]) {
    const escaped = JSON.stringify(secret).slice(1, -1);
    expect(JSON.stringify(entries)).not.toContain(escaped);
    expect(JSON.stringify(entries)).not.toContain(JSON.stringify(escaped).slice(1, -1));
  }
}

describe("a secret value", () => {
  it("is neither in the properties nor in the steps of a create and an update", async () => {
    await world.cycle();
    await world.cycle([person("ada", { department: NEXT })]);
    const [created, updated] = await logOf();
    expect(created?.modifiedProperties).toContainEqual({
      displayName: "nickName",
      oldValue: null,
      newValue: "[Redact]",
    });
    expect(updated?.modifiedProperties).toEqual([
      { displayName: "nickName", oldValue: "[Redact]", newValue: "[Redact]" },
    ]);
    expect(created?.provisioningSteps[0]?.details["department"]).toBe("[Redact]");
    await expectNoSecret();
  });

  it("is neither in the clauses of a scoping filter nor in the filter of a search", async () => {
    const clause = { operatorName: "EQUALS", sourceOperandName: "department", targetOperand: { values: [SECRET] } };
    const mapping = schema({
      attributes: [...BASIC_ATTRIBUTES, attribute("externalId", "Redact([department])", { matchingPriority: 2 })],
      scope: { groups: [{ name: "g", clauses: [clause] }] },
    });
    await world.cycle(undefined, { mapping });
    const [created] = await logOf();
    const [imported, scoped, matched] = created?.provisioningSteps.map(({ details }) => details) ?? [];
    expect(imported?.["department"]).toBe("[Redact]");
    expect(JSON.parse(scoped?.["ScopeEvaluationResult"] ?? "")).toEqual({ "g.department EQUALS '[Redact]'": true });
    expect(matched?.["filter 2"]).toBe('externalId eq "[Redact]"');
    await expectNoSecret();
  });

  it.each([
    ["POST", `nickName "${SECRET}!" is too long`],
    ["POST", `nickName ${JSON.stringify(`${SECRET}!`)} is too long`],
    ["POST", `NICKNAME ${SECRET.toUpperCase()}!: unknown`],
  ])("is redacted in the response to a %s: %s", async (text, detail) => {
    world.target.failOn = { text, error: new ScimError(detail, { status: 400, scimType: "invalidValue" }) };
    await world.cycle();
    const [entry] = await logOf();
    expect(entry?.provisioningStatusInfo.errorInformation?.reason).toContain("[Redact]");
    await expectNoSecret();
  });

  it("is redacted in a response that repeats a previous value of the account", async () => {
    await world.cycle();
    world.target.failOn = { text: "PATCH", error: new ScimError(`was ${SECRET}!, is ${NEXT}!`, { status: 400 }) };
    await world.cycle([person("ada", { department: NEXT })]);
    expect((await logOf()).at(-1)?.provisioningStatusInfo.errorInformation?.reason).toBe("was [Redact], is [Redact]");
    await expectNoSecret();
  });

  it("is redacted in the response to a removal", async () => {
    await world.cycle();
    world.target.failOn = { text: "PATCH", error: new ScimError(`${SECRET}! is locked`, { status: 400 }) };
    await world.cycle([]);
    expect((await logOf()).at(-1)?.provisioningStatusInfo).toMatchObject({ status: "failure" });
    await expectNoSecret();
  });

  it("of a matching attribute is in no filter and no name", async () => {
    const matching = attribute("externalId", "Redact([department])", { matchingPriority: 1 });
    const others = BASIC_ATTRIBUTES.slice(1);
    const mapping = schema({ attributes: [matching, attribute("userName", "[mail]"), ...others] });
    await world.target.users.create({ userName: "ada@contoso.com", externalId: SECRET });
    await world.cycle(undefined, { mapping });
    const [adopted] = await logOf();
    expect(adopted?.provisioningSteps.map(({ name }) => name)).toContain("EntryImport");
    expect(adopted?.targetIdentity.displayName).toBe("");
    await expectNoSecret();
    const [account] = await collect(world.job({ mapping }).discover());
    expect(account?.name).toBe("");
  });

  it("is no display name", async () => {
    const attributes = [
      attribute("userName", "[mail]", { matchingPriority: 1 }),
      attribute("nickName", "Redact([userPrincipalName])"),
    ];
    await world.cycle([person("ada", { userPrincipalName: SECRET })], { mapping: schema({ attributes }) });
    expect((await logOf())[0]?.sourceIdentity.displayName).toBe("ada@contoso.com");
    await expectNoSecret();
  });

  it("of one letter is redacted as a word, and leaves other words readable", async () => {
    world.target.failOn = { text: "POST", error: new ScimError("grade A is taken: Anna has A", { status: 400 }) };
    const attributes = [...BASIC_ATTRIBUTES, attribute("nickName", "Redact([department])")];
    await world.cycle([person("ada", { department: "A" })], { mapping: schema({ attributes }) });
    const [entry] = await logOf();
    expect(entry?.provisioningStatusInfo.errorInformation?.reason).toBe("grade [Redact] is taken: Anna has [Redact]");
  });

  it("is redacted in a dry run, too", async () => {
    const entries: ProvisioningLogEntry[] = [];
    await world.job({ dryRun: true }).runCycle({ onEntry: (entry) => void entries.push(entry) });
    expect(entries[0]?.modifiedProperties).toContainEqual({
      displayName: "nickName",
      oldValue: null,
      newValue: "[Redact]",
    });
    expect(JSON.stringify(entries)).not.toContain("K-77");
  });

  it("stays visible where another mapping shows it anyway", async () => {
    const attributes = [...BASIC_ATTRIBUTES, attribute("nickName", "Redact([mail])")];
    await world.cycle([person("ada")], { mapping: schema({ attributes }) });
    const [entry] = await logOf();
    expect(entry?.provisioningSteps.at(-1)?.description).toBe("User 'ada@contoso.com' was created in Fake");
    expect(entry?.modifiedProperties.at(-1)).toEqual({ displayName: "nickName", oldValue: null, newValue: "[Redact]" });
  });
});
