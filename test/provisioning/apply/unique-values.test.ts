/**
 * SelectUniqueValue against the target: candidate by candidate, once, when the account is created.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

const ALIAS = 'SelectUniqueValue([givenName], Append([givenName], "1"), Append([givenName], "2"))';
const mapping = schema({ attributes: [...BASIC_ATTRIBUTES, attribute("nickName", ALIAS)] });

let world: World;

beforeEach(() => {
  world = newWorld([], { mapping });
});

const take = (...names: readonly string[]) => {
  for (const nickName of names)
    world.target.accounts.set(nickName, { id: nickName, userName: `x-${nickName}`, nickName });
};
const nickName = (id: string) => world.account(id)?.["nickName"];

describe("a unique value", () => {
  it("is the first candidate that the target does not have, queried one by one", async () => {
    take("Ada", "ada1");
    const { calls } = await world.cycle([person("ada")]);
    expect(nickName("ada")).toBe("Ada2");
    expect(calls).toEqual([
      'LIST userName eq "ada@contoso.com"',
      'LIST nickName eq "Ada"',
      'LIST nickName eq "Ada1"',
      'LIST nickName eq "Ada2"',
      "POST ada@contoso.com",
    ]);
  });

  it("stays as it was chosen, whatever changes later", async () => {
    take("Ada");
    await world.cycle([person("ada")]);
    world.target.accounts.delete("Ada");
    const { calls } = await world.cycle([person("ada", { givenName: "Augusta" })]);
    expect(calls).toEqual(["PATCH t2 name.givenName".replace("t2", String(world.account("ada")?.["id"]))]);
    await world.job().restart();
    expect((await world.cycle()).calls).toEqual([]);
    expect(nickName("ada")).toBe("Ada1");
  });

  it("leaves the user alone when the expression says IgnoreObjectFlow, without a retry", async () => {
    const leaveOut = 'SelectUniqueValue(IIF([jobTitle] = "Robot", IgnoreObjectFlow, [givenName]), [surname])';
    const options = { mapping: schema({ attributes: [...BASIC_ATTRIBUTES, attribute("nickName", leaveOut)] }) };
    const robot = person("robot", { jobTitle: "Robot" });
    const { summary, writes } = await world.cycle([robot, person("ada")], options);
    expect(writes).toEqual(["POST ada@contoso.com"]);
    expect(summary.counts).toMatchObject({ skipped: { EntrySynchronizationSkipped: 1 }, failed: {} });
    expect((await world.cycle(undefined, options)).summary.counts).toMatchObject({
      unchanged: 1,
      waiting: 0,
      skipped: { EntrySynchronizationSkipped: 1 },
    });
  });

  it("is not chosen for an account that is adopted", async () => {
    world.target.accounts.set("old", { id: "old", userName: "ada@contoso.com", nickName: "Countess" });
    await world.cycle([person("ada")]);
    expect(nickName("ada")).toBe("Countess");
  });

  it("is given to one user only, although several need it at the same time", async () => {
    const { list } = world.target.users;
    let asking = 0;
    let open = () => {};
    const everybodyAsks = new Promise<void>((resolve) => {
      open = resolve;
    });
    world.target.users.list = async function* (options) {
      if (options.filter?.startsWith("nickName")) {
        asking += 1;
        if (asking === 3) open();
        await everybodyAsks;
      }
      yield* list(options);
    };
    await world.cycle([person("ada"), person("bob"), person("eve")], { concurrency: 16 });
    expect(["ada", "bob", "eve"].map(nickName).sort()).toEqual(["Ada", "Ada1", "Ada2"]);
  });

  it("is reserved until the account exists: another user gets another value in the meantime", async () => {
    const { create, list } = world.target.users;
    let bobMayAsk = () => {};
    let adaMayCreate = () => {};
    const adaHasChosen = new Promise<void>((resolve) => {
      bobMayAsk = resolve;
    });
    const bobHasChosen = new Promise<void>((resolve) => {
      adaMayCreate = resolve;
    });
    world.target.users.list = async function* (options) {
      if (options.filter?.includes("bob@")) await adaHasChosen;
      yield* list(options);
    };
    world.target.users.create = async (resource, options) => {
      if (Reflect.get(resource, "userName") === "bob@contoso.com") adaMayCreate();
      else {
        bobMayAsk();
        await bobHasChosen;
      }
      return create(resource, options);
    };
    await world.cycle([person("ada"), person("bob")]);
    expect([nickName("ada"), nickName("bob")]).toEqual(["Ada", "Ada1"]);
  });

  it("is free again when the account could not be made", async () => {
    world.target.failOn = { text: "POST ada@", error: new ScimError("not allowed", { status: 403 }) };
    await world.cycle([person("ada"), person("bob")], { concurrency: 1 });
    expect(nickName("bob")).toBe("Ada");
  });

  it("that is not to be had fails that user by name, and only that one", async () => {
    take("Ada", "Ada1", "Ada2");
    const { summary } = await world.cycle([person("ada"), person("bob", { givenName: "Bob" })]);
    expect(summary.counts).toMatchObject({ created: 1, failed: { AttributeValidationFailed: 1 } });
    const [entry] = await world.log("ada");
    expect(entry?.provisioningStatusInfo.errorInformation?.reason).toContain("all_candidates_taken");
  });

  it("is had in the same cycle when its holder leaves", async () => {
    await world.cycle([person("ada"), person("bob"), person("eve")], { softDelete: false });
    const users = [person("ada"), person("new"), person("eve")];
    const { summary } = await world.cycle(users, { softDelete: false });
    expect(summary.counts).toMatchObject({ created: 1, deleted: 1, failed: {} });
    expect(nickName("new")).toBe("Ada1");
  });

  it("fails the user when the target does not answer", async () => {
    world.target.failOn = { text: "LIST nickName", error: new ScimError("broken", { status: 500 }) };
    expect((await world.cycle([person("ada")])).summary.counts.failed).toEqual({ InternalServerError: 1 });
    world.target.failOn = undefined;
    await world.cycle();
    expect(nickName("ada")).toBe("Ada");
  });

  it("costs at most twenty questions", async () => {
    const names = Array.from({ length: 40 }, (_one, index) => `n${index}`);
    take(...names);
    const many = `SelectUniqueValue(${names.map((name) => JSON.stringify(name)).join(", ")})`;
    const attributes = [...BASIC_ATTRIBUTES, attribute("nickName", many)];
    const { calls } = await world.cycle([person("ada")], { mapping: schema({ attributes }) });
    expect(calls.filter((call) => call.startsWith("LIST nickName"))).toHaveLength(20);
  });

  it("cannot be a matching attribute", () => {
    const attributes = [...BASIC_ATTRIBUTES, attribute("nickName", ALIAS, { matchingPriority: 2 })];
    expect(() => world.job({ mapping: schema({ attributes }) })).toThrow(/SelectUniqueValue/);
  });
});
