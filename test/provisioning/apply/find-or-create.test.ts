/**
 * Accounts that exist already: matching and adoption.
 */
import { beforeEach, describe, expect, it } from "vitest";
import type { ProvisioningTarget } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("an account that exists already", () => {
  it("adopts an account that matches, sends only what differs, and links it", async () => {
    await world.target.users.create({
      userName: "ADA@contoso.com",
      active: true,
      name: { givenName: "Ada", familyName: "Old" },
      title: "Engineer",
    });
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ created: 2, updated: 1 });
    const entry = (await world.newEntries()).find((one) => one.provisioningAction === "update");
    expect(entry?.modifiedProperties).toContainEqual({
      displayName: "name.familyName",
      oldValue: "Old",
      newValue: "Of ada",
    });
    expect(entry).toMatchObject({ sourceIdentity: { id: "ada" }, targetIdentity: { id: "t1" } });
  });

  it("adopts nothing when adoption is off", async () => {
    await world.target.users.create({ userName: "ada@contoso.com" });
    const { counts } = await world.job({ adopt: false }).runCycle();
    expect(counts).toMatchObject({ created: 2, failed: { EntryConflict: 1 } });
  });

  it("refuses to choose between several accounts that match", async () => {
    const attributes = [
      attribute("title", "[jobTitle]", { matchingPriority: 1 }),
      ...BASIC_ATTRIBUTES.filter((_one, index) => index !== 4),
    ];
    await world.target.users.create({ userName: "x@contoso.com", title: "Engineer" });
    await world.target.users.create({ userName: "y@contoso.com", title: "Engineer" });
    world.directory.users = [person("ada")];
    const { counts } = await world.job({ mapping: schema({ attributes }) }).runCycle();
    expect(counts.failed).toEqual({ DuplicateTargetEntries: 1 });
    const [entry] = await world.newEntries();
    expect(entry?.provisioningStatusInfo.errorInformation?.reason).toMatch(
      /match title eq "Engineer": 'x@contoso.com' \(t1\) and 'y@contoso.com' \(t2\)$/,
    );
  });

  it("never takes over an account that does not satisfy the matching filter", async () => {
    await world.target.users.create({ userName: "admin@contoso.com", title: "Admin" });
    const everybody: ProvisioningTarget = {
      ...world.target,
      users: {
        ...world.target.users,
        async *list() {
          yield* world.target.accounts.values();
        },
      },
    };
    const { counts } = await world.job({ target: everybody }).runCycle();
    expect(counts).toMatchObject({
      updated: 0,
      failed: { SystemForCrossDomainIdentityManagementServiceIncompatible: 3 },
    });
    expect([...world.target.accounts.values()]).toEqual([{ id: "t1", userName: "admin@contoso.com", title: "Admin" }]);
  });

  it("skips a user whose matching value is too long for a filter, without a request", async () => {
    world.directory.users = [person("ada", { mail: `${"a".repeat(20_000)}@contoso.com` })];
    const { counts } = await world.job().runCycle();
    expect(counts.skipped).toEqual({ AttributeValidationFailed: 1 });
    expect(world.target.calls).toEqual(["test"]);
  });

  it("gives an existing account to one user only, however they come to match it", async () => {
    const attributes = [
      attribute("userName", "[mail]", { matchingPriority: 1 }),
      attribute("title", "[jobTitle]", { matchingPriority: 2 }),
    ];
    await world.target.users.create({ userName: "old@contoso.com", title: "Engineer" });
    // Nobody's change is answered before everybody has found the account.
    const found = Promise.withResolvers<void>();
    let searches = 0;
    const slow: ProvisioningTarget = {
      ...world.target,
      users: {
        ...world.target.users,
        async *list(options) {
          yield* world.target.users.list(options);
          if (options.filter?.startsWith("title") === true && ++searches === 3) found.resolve();
        },
        async patch(...call) {
          await found.promise;
          return world.target.users.patch(...call);
        },
      },
    };
    const { counts } = await world.job({ target: slow, mapping: schema({ attributes }) }).runCycle();
    expect(counts).toMatchObject({ updated: 1, failed: { DuplicateSourceEntries: 2 } });
  });
});

describe("an adoption", () => {
  it.each([
    ["that changes nothing", {}],
    ["that changes the account", { title: "Clerk" }],
  ])("%s is logged with both identities", async (_what, attributes) => {
    await world.cycle();
    const account = { ...world.account("ada"), ...attributes, id: "t9" };
    const other = newWorld([person("ada")]);
    other.target.accounts.set("t9", account);
    await other.cycle();
    const [entry] = await other.log("ada");
    expect(entry?.sourceIdentity).toMatchObject({ id: "ada", displayName: "ada@contoso.com" });
    expect(entry?.targetIdentity).toMatchObject({ id: "t9", displayName: "ada@contoso.com" });
  });
});
