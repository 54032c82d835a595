/** A user whose `accountEnabled` is no boolean: the directory does not show whether the account is to be active. */
import { describe, expect, it } from "vitest";
import { person } from "../../support/fake-directory.ts";
import { newWorld } from "../../support/world.ts";

const UNUSABLE = ["FALSCH", "WAHR", "0", "yes", "", "#NAME?"];

describe("a user whose accountEnabled is neither true nor false", () => {
  it.each(UNUSABLE)("gets no account: %j", async (accountEnabled) => {
    const world = newWorld([person("ada"), person("bob", { accountEnabled })]);
    const { summary } = await world.cycle();
    expect(summary.counts).toMatchObject({ created: 1, skipped: { AttributeValidationFailed: 1 } });
    expect(world.account("bob")).toBeUndefined();
    const [entry] = await world.log("bob");
    expect(entry?.provisioningStatusInfo.errorInformation?.reason).toMatch(/accountEnabled .*expected true or false/);
  });

  it.each([
    ["FALSCH", "a German spreadsheet", /^Export the file again/],
    [" vrai", "a French spreadsheet", /^Export the file again/],
    ["yes", undefined, /^Correct the user/],
  ])("is logged with the language of the spreadsheet: %j", async (accountEnabled, spreadsheet, action) => {
    const world = newWorld([person("bob", { accountEnabled })]);
    await world.cycle();
    const [entry] = await world.log("bob");
    const { reason = "", recommendedAction } = entry?.provisioningStatusInfo.errorInformation ?? {};
    expect(reason.match(/a \w+ spreadsheet/)?.[0]).toBe(spreadsheet);
    expect(recommendedAction).toMatch(action);
  });

  it.each(UNUSABLE)("keeps its account as it is, and is not missing: %j", async (accountEnabled) => {
    const world = newWorld([person("ada"), person("bob")]);
    await world.cycle();
    const before = world.account("bob");
    for (const days of [1, 40]) {
      world.advance(days * 86_400_000);
      const { writes } = await world.cycle([person("ada"), person("bob", { accountEnabled, jobTitle: "Changed" })]);
      expect(writes).toEqual([]);
    }
    expect(world.account("bob")).toEqual(before);
  });

  it("is not enabled again", async () => {
    const world = newWorld([person("bob")]);
    await world.cycle();
    await world.cycle([person("bob", { accountEnabled: "False" })]);
    await world.cycle([person("bob", { accountEnabled: "WAHR" })]);
    expect(world.account("bob")).toMatchObject({ active: false });
  });

  it("is disabled all the same when it leaves the scope", async () => {
    const world = newWorld([person("ada"), person("bob")]);
    await world.cycle();
    world.directory.roles.set("bob", []);
    await world.cycle([person("ada"), person("bob", { accountEnabled: "FALSCH" })]);
    expect(world.account("bob")).toMatchObject({ active: false });
  });

  it("counts as active when the source omits the attribute", async () => {
    const { accountEnabled: _omitted, ...attributes } = person("bob").attributes;
    const world = newWorld([{ id: "bob", attributes }]);
    expect((await world.cycle()).summary.counts.created).toBe(1);
  });
});
