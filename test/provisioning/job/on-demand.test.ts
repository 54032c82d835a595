/**
 * Provisioning one user on demand.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimRequestError } from "../../../src/errors.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("provisioning on demand", () => {
  it("shows what each step went by: attributes, clauses, filters, changes", async () => {
    const clause = (operatorName: string, ...values: string[]) => ({
      operatorName,
      sourceOperandName: "department",
      targetOperand: { values },
    });
    const mapping = schema({
      scope: { groups: [{ name: "Labs", clauses: [clause("EQUALS", "Research"), clause("IS NOT NULL")] }] },
      attributes: [
        attribute("userName", "[mail]", { matchingPriority: 2 }),
        attribute("externalId", "[objectId]", { matchingPriority: 1 }),
      ],
    });
    const { entry } = await world.job({ mapping, scope: "all" }).provisionOnDemand("bob");
    expect(entry.provisioningSteps.map(({ provisioningStepType: type, details }) => [type, details])).toEqual([
      ["import", { objectId: "bob", mail: "bob@contoso.com", department: "Research", accountEnabled: "True" }],
      [
        "scoping",
        {
          "Active in the source system": "True",
          "Assigned to the application": "True",
          "User has the required role": "True",
          "Scoping filter evaluation passed": "True",
          "Scope sync all": "True",
          ScopeEvaluationResult: `{"Labs.department EQUALS 'Research'":true,"Labs.department IS NOT NULL":true}`,
        },
      ],
      ["matching", { filter: 'externalId eq "bob"', "filter 2": 'userName eq "bob@contoso.com"' }],
      ["export", { ReportableIdentifier: "bob@contoso.com" }],
    ]);
    expect(entry.modifiedProperties).toEqual([
      { displayName: "userName", oldValue: null, newValue: "bob@contoso.com" },
      { displayName: "externalId", oldValue: null, newValue: "bob" },
    ]);
  });

  it.each(["bob", "BOB@contoso.com"])(
    "creates the one user who is named, by id or name (%s), and logs it",
    async (name) => {
      const { result, entry } = await world.job().provisionOnDemand(name);
      expect(result).toBe("Success");
      expect(entry).toMatchObject({
        provisioningAction: "create",
        sourceIdentity: { id: "bob" },
        targetIdentity: { id: "t1" },
      });
      expect(entry.provisioningSteps.map((step) => step.provisioningStepType)).toEqual([
        "import",
        "scoping",
        "matching",
        "export",
      ]);
      expect(world.writes()).toEqual(["POST bob@contoso.com"]);
      expect((await world.newEntries()).map((one) => one.id)).toEqual([entry.id]);
    },
  );

  it.each(["ada@fabrikam.com", "Ada_Fabrikam.com#EXT#@contoso.onmicrosoft.com"])(
    "finds a guest by either form of the name: %s",
    async (name) => {
      const guest = "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com";
      world.directory.users = [person("bob"), person("ada", { userPrincipalName: guest })];
      const { entry } = await world.job().provisionOnDemand(name);
      expect(entry.sourceIdentity.id).toBe("ada");
    },
  );

  it("is known to the next cycle", async () => {
    await world.job().provisionOnDemand("bob");
    expect((await world.job().runCycle()).counts).toMatchObject({ created: 2, unchanged: 1 });
  });

  it("finds a user by the display name, and prefers what nobody shares", async () => {
    world = newWorld([
      person("ada", { displayName: "Sam" }),
      person("bob", { displayName: "sam" }),
      person("eve", { displayName: "bob", mail: "shared@contoso.com" }),
    ]);
    const job = world.job();
    await expect(job.provisionOnDemand("SAM")).rejects.toThrow(/has 2 users with the display name "SAM": ada.*, bob.*/);
    expect((await job.provisionOnDemand("bob")).entry).toMatchObject({ sourceIdentity: { id: "bob" } });
    expect((await job.provisionOnDemand("Shared@contoso.com")).entry).toMatchObject({ sourceIdentity: { id: "eve" } });
  });

  it("shows, and does not log, that nothing needs to be done", async () => {
    await world.job().runCycle();
    const { result, entry } = await world.job().provisionOnDemand("bob");
    expect(result).toBe("Skipped");
    expect(entry.provisioningSteps.at(-1)?.details).toMatchObject({ SkipReason: "RedundantExport" });
    expect(await world.newEntries()).toHaveLength(3);
  });

  it("shows all steps of a user who is in sync: import, scope, and the account", async () => {
    await world.job().runCycle();
    const { entry } = await world.job().provisionOnDemand("bob");
    const steps = entry.provisioningSteps.map(({ provisioningStepType, status }) => [provisioningStepType, status]);
    expect(steps).toEqual([
      ["import", "success"],
      ["scoping", "success"],
      ["matching", "success"],
      ["processing", "skipped"],
    ]);
    expect(entry.provisioningSteps[1]?.details).toMatchObject({ "Assigned to the application": "True" });
    expect(entry.provisioningSteps[2]?.details).toMatchObject({ TargetId: entry.targetIdentity.id });
    expect(entry.targetIdentity.id).not.toBe("");
  });

  it("makes a new account at once when the old one is gone", async () => {
    await world.job().runCycle();
    const before = [...world.target.accounts.keys()];
    world.target.accounts.clear();
    const { result, entry } = await world.job().provisionOnDemand("bob");
    expect(result).toBe("Success");
    expect(entry.provisioningAction).toBe("create");
    expect(before).not.toContain(entry.targetIdentity.id);
    expect((await world.state.get("bob"))?.link?.targetId).toBe(entry.targetIdentity.id);
  });

  it("tries a user again whose failure is not due yet", async () => {
    world.target.failOn = {
      text: "POST",
      error: new ScimRequestError("taken", {
        code: "refused",
        status: 409,
        method: "POST",
        requestPath: "/Users",
        attempts: 1,
      }),
    };
    await world.job().runCycle();
    await world.job().runCycle();
    world.target.failOn = undefined;
    expect((await world.job().provisionOnDemand("bob")).result).toBe("Success");
  });

  it("says why a user is left out", async () => {
    world.directory.roles.set("bob", []);
    const { result, entry } = await world.job().provisionOnDemand("bob");
    expect(result).toBe("Skipped");
    expect(entry.provisioningStatusInfo.errorInformation?.errorCode).toBe("NotAssigned");
  });

  it("does not say of a source that ended early that it lacks the user", async () => {
    world.directory.read = async function* () {
      yield { kind: "user", user: person("ada") };
    };
    await expect(world.job().provisionOnDemand("bob")).rejects.toMatchObject({ code: "incomplete_source" });
    expect((await world.job().provisionOnDemand("ada")).result).toBe("Success");
  });

  it("rejects a user whom the source does not have", async () => {
    await expect(world.job().provisionOnDemand("nobody")).rejects.toMatchObject({
      code: "invalid_source",
      message: expect.stringContaining("nobody"),
    });
  });

  it("writes nothing in a dry run", async () => {
    const { result } = await world.job({ dryRun: true }).provisionOnDemand("bob");
    expect(result).toBe("Success");
    expect(world.writes()).toEqual([]);
  });
});
