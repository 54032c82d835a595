/** Provisioning logs as Graph and the portal export them, and files that `--log` must not change. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useCompany } from "../support/services.ts";

const company = useCompany(1);

/** The change of a user as Graph's provisioning log has it. */
function graphEntry(number: number, more: object = {}): object {
  return {
    id: `00000000-0000-4000-9000-00000000000${number}`,
    activityDateTime: `2026-03-0${number}T08:00:00Z`,
    tenantId: "7e000000-0000-4000-8000-000000000000",
    jobId: "scim.7e00000000000000.5e000000-0000-4000-8000-000000000000",
    cycleId: `c${number}`,
    changeId: `change-${number}`,
    provisioningAction: "create",
    durationInMilliseconds: 3236,
    provisioningStatusInfo: { status: "success", errorInformation: null },
    provisioningSteps: [
      {
        name: "EntryImportAdd",
        provisioningStepType: "import",
        status: "success",
        description: "Received User",
        details: { accountEnabled: "True" },
      },
    ],
    modifiedProperties: [{ displayName: "userName", oldValue: null, newValue: `user${number}@contoso.com` }],
    servicePrincipal: { id: "5e000000-0000-4000-8000-000000000000", displayName: "Proxyclick" },
    sourceSystem: { id: "s", displayName: "Azure Active Directory", details: {} },
    targetSystem: { id: "t", displayName: "customappsso", details: {} },
    initiatedBy: { id: "", displayName: "Azure AD Provisioning Service", initiatorType: "system" },
    sourceIdentity: { id: `u${number}`, displayName: `user${number}@contoso.com`, identityType: "User", details: {} },
    targetIdentity: { id: `t${number}`, displayName: "", identityType: "User", details: {} },
    ...more,
  };
}

describe("a file that is not our log", () => {
  it.each<[string, string]>([
    ["an answer of Graph in one line", JSON.stringify({ value: [graphEntry(1)] })],
    ["an answer of Graph in lines", JSON.stringify({ value: [graphEntry(1)] }, null, 2)],
    ["one entry of Graph", JSON.stringify(graphEntry(1))],
    ["entries of Graph, one a line", `${JSON.stringify(graphEntry(1))}\n${JSON.stringify(graphEntry(2))}\n`],
    ["users", "id,mail\n1,ada@contoso.com\n"],
  ])("is refused by --log and stays as it is: %s", async (_what, text) => {
    company.folder.write("log.json", text);
    const args = ["--source", "users.csv", "--scope", "all", "--target", company.url, "--log", "log.json"];
    for (const command of [["provision"], ["on-demand", "user1@contoso.com"]]) {
      const { status, out, err } = await company.run(...command, ...args);
      expect([status, out]).toEqual([2, ""]);
      expect(err).toMatch(/error: .*log\.json is not a provisioning log of this package/);
      expect(readFileSync(company.folder.file("log.json"), "utf8")).toBe(text);
    }
  });
});
