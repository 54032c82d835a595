/**
 * Discovery of the accounts of a target.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { person } from "../../support/fake-directory.ts";
import { attribute, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("discovery", () => {
  it("finds accounts as a cycle does: by what is mapped for creation only, and by defaults", async () => {
    const attributes = [
      attribute("externalId", "[mobilePhone]", { matchingPriority: 1, defaultValue: "none" }),
      attribute("userName", "[mail]", { matchingPriority: 2, flowType: "ObjectAddOnly" }),
    ];
    world.target.accounts.set("1", { id: "1", userName: "BOB@contoso.com" });
    world.target.accounts.set("2", { id: "2", userName: "x", externalId: "none" });
    world.directory.users = [person("bob", { mobilePhone: "7" }), person("eve")];
    const found: unknown[] = [];
    for await (const { targetId, sourceId } of world.job({ mapping: schema({ attributes }) }).discover())
      found.push([targetId, sourceId]);
    expect(found).toEqual([
      ["1", "bob"],
      ["2", "eve"],
    ]);
  });

  it("treats a user whose scoping filter cannot be evaluated as out of scope", async () => {
    const clause = {
      operatorName: "REGEX MATCH",
      sourceOperandName: "jobTitle",
      targetOperand: { values: ["^(a|aa)+\\1$"] },
    };
    const mapping = schema({ scope: { groups: [{ name: "slow", clauses: [clause] }] } });
    world.target.accounts.set("1", { id: "1", userName: "bob@contoso.com" });
    world.directory.users = [person("bob", { jobTitle: `${"a".repeat(40)}!` })];
    const found: unknown[] = [];
    for await (const { status } of world.job({ mapping }).discover()) found.push(status);
    expect(found).toEqual(["unassigned"]);
  });

  it("lists every account with its user, linked or by matching value, and writes nothing", async () => {
    await world.job().runCycle();
    world.directory.users.push(person("new"));
    world.directory.roles.set("eve", []);
    await world.target.users.create({ userName: "NEW@contoso.com" });
    await world.target.users.create({ userName: "stranger@contoso.com" });
    world.target.calls.length = 0;
    const accounts = [];
    for await (const account of world.job().discover()) accounts.push(account);
    expect(accounts.map(({ name, status, linked }) => [name, status, linked])).toEqual([
      ["ada@contoso.com", "assigned", true],
      ["bob@contoso.com", "assigned", true],
      ["eve@contoso.com", "unassigned", true],
      ["NEW@contoso.com", "assigned", false],
      ["stranger@contoso.com", "local", false],
    ]);
    expect(world.writes()).toEqual([]);
  });

  it.each([
    ["ends early", undefined],
    ["throws", new Error("disk")],
  ])("lists nothing when the source %s: accounts of unread users would look local", async (_how, error) => {
    await world.job().runCycle();
    const users = [...world.directory.users];
    world.directory.read = async function* () {
      for (const user of users.slice(0, 1)) yield { kind: "user", user };
      if (error !== undefined) throw error;
    };
    await expect(world.job().discover()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "incomplete_source",
    });
  });

  it("lists the account of a removed user as local, and uses the latest values of a user", async () => {
    await world.job().runCycle();
    await world.target.users.create({ userName: "late@contoso.com" });
    world.directory.read = async function* () {
      yield { kind: "user", user: person("ada") };
      yield { kind: "user", user: person("bob", { mail: "late@contoso.com" }) };
      yield { kind: "removed", id: "ada", removal: "hard" };
      yield { kind: "end" };
    };
    const accounts = [];
    for await (const { name, status } of world.job().discover()) accounts.push([name, status]);
    expect(accounts).toEqual([
      ["ada@contoso.com", "local"],
      ["bob@contoso.com", "assigned"],
      ["eve@contoso.com", "local"],
      ["late@contoso.com", "assigned"],
    ]);
  });
});
