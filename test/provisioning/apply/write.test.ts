/**
 * What is sent, and what the log says of it.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import type { PatchOperation } from "../../../src/patch/index.ts";
import type { ProvisioningTarget } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("the log of a rejected write", () => {
  it.each([
    ["create", "POST", "EntryExportAdd"],
    ["update", "PATCH", "EntryExportUpdate"],
    ["disable", "PATCH", "EntryExportUpdateSoftDelete"],
    ["delete", "DELETE", "EntryExportDelete"],
  ])("of a %s ends with a failed export step", async (action, method, step) => {
    if (action !== "create") await world.job().runCycle();
    if (action === "update")
      world.directory.users = [person("ada", { jobTitle: "Boss" }), person("bob"), person("eve")];
    if (action === "disable" || action === "delete") world.directory.users = [person("bob"), person("eve")];
    await world.newEntries();
    world.target.failOn = { text: method, error: new ScimError("boom", { status: 500 }) };
    await world.job({ deleteAfterDays: action === "delete" ? 0 : 30 }).runCycle();
    const entry = (await world.newEntries()).find((one) => one.sourceIdentity.id === "ada");
    expect(entry).toMatchObject({ provisioningAction: action, provisioningStatusInfo: { status: "failure" } });
    expect(entry?.provisioningSteps.at(-1)).toMatchObject({
      name: step,
      provisioningStepType: "export",
      status: "failure",
    });
    expect(entry?.provisioningSteps.filter((one) => one.provisioningStepType === "export")).toHaveLength(1);
  });
});

describe("a target with rules", () => {
  /** Takes no title, and refuses a user without family name. */
  function strict(): ProvisioningTarget {
    const { users } = world.target;
    return Object.assign(world.target, {
      users: {
        ...users,
        prepare(resource: object) {
          const { title: _left, ...rest } = { title: undefined, ...resource };
          if (!("name" in rest)) throw new ScimError("name is required", { status: 400, scimType: "invalidValue" });
          return rest;
        },
        prepareOperations: (operations: readonly PatchOperation[]) => operations.filter(({ path }) => path !== "title"),
      },
    });
  }

  it("has what was sent in its log, not what was wanted", async () => {
    await world.job({ target: strict() }).runCycle();
    const [entry] = await world.newEntries();
    expect(entry?.modifiedProperties.map((property) => property.displayName)).not.toContain("title");
    expect(world.account("ada")).not.toHaveProperty("title");
  });

  it("is sent nothing, and no user counts as updated, when it takes none of the changes", async () => {
    const options = { target: strict() };
    await world.job(options).runCycle();
    world.directory.users[0] = person("ada", { jobTitle: "Director" });
    world.target.calls.length = 0;
    expect((await world.job(options).runCycle()).counts).toMatchObject({ updated: 0, unchanged: 3 });
    expect(world.writes()).toEqual([]);
    expect(await world.newEntries()).toHaveLength(3);
  });

  it("is sent nothing when an account is adopted of which it takes no change, and the adoption is logged", async () => {
    const values = { active: true, name: { givenName: "Ada", familyName: "Of ada" }, title: "Other" };
    world.target.accounts.set("old", { id: "old", userName: "ada@contoso.com", ...values });
    world.directory.users = [person("ada")];
    await world.job({ target: strict() }).runCycle();
    expect(world.writes()).toEqual([]);
    expect(await world.newEntries()).toMatchObject([{ sourceIdentity: { id: "ada" }, targetIdentity: { id: "old" } }]);
  });

  it("rejects a user in a dry run as in a real one", async () => {
    world.directory.users = [person("ada", { givenName: "", surname: "" }), person("bob")];
    const counts = { created: 1, failed: { UnprocessableEntity: 1 } };
    expect((await world.job({ target: strict(), dryRun: true }).runCycle()).counts).toMatchObject(counts);
    expect((await world.job({ target: strict() }).runCycle()).counts).toMatchObject(counts);
  });
});
