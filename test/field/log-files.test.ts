/** Provisioning logs as Graph and the portal export them, and files that `--log` must not change. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useCompany } from "../support/services.ts";
import { pascal, utf16 } from "./pascal.ts";

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

const ENTRIES = [
  graphEntry(1),
  graphEntry(2, {
    provisioningAction: "stageddelete",
    provisioningStatusInfo: {
      status: "failure",
      errorInformation: { errorCode: "EntryConflict", reason: "The address is taken", errorCategory: "failure" },
    },
  }),
  graphEntry(3, { provisioningAction: "other", provisioningStatusInfo: { status: "skipped", errorInformation: null } }),
];

type Content = string | Uint8Array | object;

const text = (content: Content) =>
  typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content);

const response = (...entries: readonly object[]) => ({ "@odata.context": "x", value: entries });

/** Names of the beta version and of Azure Monitor. */
const monitor = ENTRIES.map((entry) => {
  const { provisioningAction, sourceIdentity, activityDateTime, ...rest } = Object(entry);
  const action = provisioningAction === "create" ? "Create" : provisioningAction === "other" ? "Other" : "StagedDelete";
  const properties = {
    ...rest,
    action,
    sourceIdentity: { Id: sourceIdentity.id, Name: sourceIdentity.displayName, identityType: "User", details: {} },
  };
  return { time: activityDateTime, category: "ProvisioningLogs", properties };
});

const CSV = {
  entries: [
    "Id,Date (UTC),Change ID,Cycle ID,Job ID,Action,Status,Status reason,Error code,Source identity - ID,Source identity - Display name,Target identity - ID,Target identity - Display name",
    "a,2026-03-01T08:00:00Z,change-1,c1,j,Create,Success,,,u1,user1@contoso.com,t1,",
    'b,"3/2/2026, 8:00:00 AM",change-2,c2,j,StagedDelete,Failure,The address is taken,EntryConflict,u2,user2@contoso.com,t2,',
    "c,03.03.2026 08:00,change-3,c3,j,Other,Skipped,,,u3,user3@contoso.com,t3,",
  ],
  steps: ["Change ID,Step name,Step type,Status,Description", "change-1,EntryImportAdd,Import,Success,Received User"],
  properties: [
    "Change ID,Name,Old value,New value",
    "change-1,userName,,user1@contoso.com",
    "change-3,userName,,user3@contoso.com",
  ],
} as const;

const csv = (lines: readonly string[]) => `\uFEFF${lines.join("\r\n")}\r\n`;

async function log(...args: readonly string[]) {
  const { status, out, err } = await company.run("log", ...args, "--json");
  const found = out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  return { status, err, found };
}

describe("a log of Entra", () => {
  it.each<[string, Content, RegExp]>([
    ["Graph's response", response(...ENTRIES), /response of Graph/],
    ["Graph's response over lines", JSON.stringify(response(...ENTRIES), null, 2), /response of Graph/],
    [
      "pages one after another",
      `${JSON.stringify({ ...response(ENTRIES[0] ?? {}), "@odata.nextLink": "x" })}\n${JSON.stringify(response(...ENTRIES.slice(1)))}`,
      /response of Graph/,
    ],
    ["a list of pages", [response(ENTRIES[0] ?? {}), response(...ENTRIES.slice(1))], /response of Graph/],
    ["one entry a line", ENTRIES.map((entry) => `${JSON.stringify(entry)}\n`).join(""), /one after another/],
    ["the admin center's JSON download", ENTRIES, /admin center's JSON download/],
    ["PowerShell's list in UTF-16", utf16(pascal(ENTRIES)), /JSON download/],
    ["Azure Monitor", monitor, /JSON download/],
  ])("is read and filtered: %s", async (_what, content, format) => {
    company.folder.write("graph.json", text(content));
    const all = await log("graph.json");
    expect({ status: all.status, count: all.found.length }).toEqual({ status: 0, count: 3 });
    expect(all.err).toMatch(format);
    expect(all.err).toMatch(/^\S+graph\.json: read as [^\n]+\n3 entries: /);
    expect(all.found[0]).toMatchObject({ modifiedProperties: [{ displayName: "userName", oldValue: null }] });
    for (const [args, index] of [
      [["--action", "create"], 0],
      [["--action", "stagedDelete"], 1],
      [["--status", "failure"], 1],
      [["--status", "skipped"], 2],
      [["--user", "USER2@contoso.com"], 1],
      [["--user", "t3"], 2],
      [["--from", "2026-03-02", "--to", "2026-03-03"], 1],
      [["--cycle", "last"], 2],
    ] as const)
      expect((await log("graph.json", ...args)).found).toEqual([all.found[index]]);
  });

  it("keeps everything that Graph says", async () => {
    company.folder.write("graph.json", JSON.stringify(response(graphEntry(1))));
    expect((await log("graph.json")).found).toEqual([graphEntry(1)]);
  });

  it("is shown as a table, in several files", async () => {
    company.folder.write("one.json", JSON.stringify(response(ENTRIES[0] ?? {})));
    company.folder.write("two.json", JSON.stringify(response(ENTRIES[1] ?? {})));
    const { status, out } = await company.run("log", "one.json", "two.json");
    expect(status).toBe(0);
    expect(out).toMatch(/create +user1@contoso.com +t1 +userName\n/);
    expect(out).toMatch(/held back +user2@contoso.com +t2 +EntryConflict: The address is taken\n2 entries: /);
  });

  it("is said to go on when a page names a next one", async () => {
    company.folder.write("graph.json", JSON.stringify({ ...response(graphEntry(1)), "@odata.nextLink": "x" }));
    expect((await log("graph.json")).err).toMatch(/warning: .*graph\.json: the last page names a next one/);
  });

  it.each([
    ["found beside", ["ProvisioningLogs_1.csv"]],
    ["named", ["ProvisioningLogs_ModifiedProperties_1.csv", "ProvisioningLogs_1.csv"]],
  ])("is read from the admin center's three CSV files, %s", async (_what, files) => {
    company.folder.write("ProvisioningLogs_1.csv", csv(CSV.entries));
    company.folder.write("ProvisioningLogs_ProvisioningSteps_1.csv", csv(CSV.steps));
    company.folder.write("ProvisioningLogs_ModifiedProperties_1.csv", csv(CSV.properties));
    const { status, err, found } = await log(...files);
    expect(status).toBe(0);
    expect(err).toMatch(/the admin center's CSV download \(UTF-8, separated by commas\)/);
    expect(err).toMatch(/the modified properties of the admin center's CSV download/);
    expect(found).toMatchObject([
      {
        activityDateTime: "2026-03-01T08:00:00Z",
        provisioningAction: "create",
        provisioningSteps: [{ name: "EntryImportAdd", provisioningStepType: "import", status: "success" }],
        modifiedProperties: [{ displayName: "userName", oldValue: null, newValue: "user1@contoso.com" }],
        sourceIdentity: { id: "u1", displayName: "user1@contoso.com" },
      },
      {
        activityDateTime: "2026-03-02T08:00:00.000Z",
        provisioningAction: "stagedDelete",
        provisioningStatusInfo: { status: "failure", errorInformation: { errorCode: "EntryConflict" } },
      },
      { activityDateTime: "2026-03-03T08:00:00.000Z", provisioningStatusInfo: { status: "skipped" } },
    ]);
    expect((await log(...files, "--status", "failure", "--user", "u2")).found).toHaveLength(1);
  });

  it("is read from CSV that has Graph's names, after a spreadsheet with semicolons", async () => {
    company.folder.write(
      "log.csv",
      "sep=;\r\nid;activityDateTime;provisioningAction;provisioningStatusInfo.status;sourceIdentity\r\n" +
        '1;2026-03-01 08:00:00;create;success;"{""id"":""u1"",""displayName"":""Ada""}"\r\n',
    );
    const { found } = await log("log.csv", "--user", "ada");
    expect(found).toMatchObject([
      { activityDateTime: "2026-03-01T08:00:00.000Z", sourceIdentity: { id: "u1" }, provisioningAction: "create" },
    ]);
  });

  it.each<[string, Content, RegExp]>([
    ["users", { value: [{ id: "1", userPrincipalName: "a@b" }] }, /holds users instead of a provisioning log/],
    ["an error of Graph", { error: { code: "Forbidden" } }, /an error response of Graph \(Forbidden\)/],
    ["users as CSV", "id,userPrincipalName\n1,a@b\n", /holds users instead of a provisioning log/],
    ["another table", "id,colour\n1,red\n", /is not a provisioning log|has no header/],
    ["a web page", "<html><body>", /web page/],
    ["JSON that was cut", '{"value":[', /cut short/],
    ["an object of something else", { value: [{ colour: "red" }] }, /entry 1 is not an entry/],
    [
      "an unknown status",
      [graphEntry(1, { provisioningStatusInfo: { status: "Erfolg" } })],
      /entry 1 has the status "Erfolg"/,
    ],
    ["a time that is none", [graphEntry(1, { activityDateTime: "yesterday" })], /entry 1 has the time "yesterday"/],
    [
      "an entry that is nested too deeply",
      `{"value":[${JSON.stringify(graphEntry(1, { jobId: 0 })).replace('"jobId":0', `"jobId":${"[".repeat(100_000)}${"]".repeat(100_000)}`)}]}`,
      /entry 1 is nested too deeply/,
    ],
    ["the steps alone", csv(CSV.steps), /name the file ProvisioningLogs/],
  ])("is told from %s", async (_what, content, message) => {
    company.folder.write("other", text(content));
    const { status, err, found } = await log("other");
    expect([status, found]).toEqual([2, []]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: /m);
  });
});
