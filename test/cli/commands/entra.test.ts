/** The commands `entra …` against the emulator of Microsoft Graph. */
import { readFile, stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { interruption } from "../../../src/cli/process/io.ts";
import { run as runProgram } from "../../../src/cli/program.ts";
import { testIo } from "../../support/command.ts";
import { useEntra } from "../../support/entra-services.ts";

const entra = useEntra({ users: 3 });

function run(name: string, ...args: readonly string[]) {
  return entra.run("entra", name, "--app", entra.graph.servicePrincipalId, ...entra.signIn, ...args);
}
const job = () => entra.graph.applications.jobs(entra.graph.servicePrincipalId)[0];
const COMMANDS: readonly (readonly [string, ...string[]])[] = [
  ["status"],
  ["start"],
  ["pause"],
  ["restart"],
  ["on-demand", "a@b.c"],
  ["logs"],
  ["evaluate", '""'],
];

describe("entra status", () => {
  it("shows status, schedule, quarantine and last cycle", async () => {
    await entra.createJob();
    const quarantine = { reason: "EncounteredQuarantineException", currentBegan: "2026-03-01T08:00:00Z" };
    const progress = [{ units: "users", completedUnits: 2, totalUnits: 3 }];
    job()?.set({ status: { code: "Quarantine", quarantine, progress }, schedule: { state: "Active" } });
    const { status, out } = await run("status");
    expect(status).toBe(0);
    expect(out).toMatch(/^application {5}Proxyclick \(/);
    expect(out).toMatch(/status {10}Quarantine\nschedule {8}Active/);
    expect(out).toContain("progress        2 of 3 users");
    expect(out).toContain("EncounteredQuarantineException since 2026-03-01T08:00:00");
    const { out: json } = await run("status", "--json");
    expect(JSON.parse(json)).toMatchObject({ code: "Quarantine", jobId: job()?.id });
  });
});

describe("entra start, pause and restart", () => {
  it("control the job, and leave one alone that does as told already", async () => {
    await entra.createJob();
    expect(await run("pause")).toMatchObject({ status: 0, out: "The job does not run.\n" });
    expect(await run("start")).toMatchObject({ status: 0, out: "Started.\n" });
    expect(await run("start")).toMatchObject({ status: 0, out: "The job runs already.\n" });
    expect(job()?.redundantStarts).toBe(0);
    expect((await run("restart", "--scope", "full,forceDeletes")).status).toBe(0);
    expect(await run("restart")).toMatchObject({ status: 0, out: expect.stringContaining("Restarted") });
    expect(await run("pause")).toMatchObject({ status: 0, out: expect.stringContaining("Paused") });
    const wrong = await run("restart", "--scope", "ConnectorDataStore");
    expect([wrong.status, wrong.err]).toEqual([2, expect.stringContaining("Expected names of Watermark")]);
  });
});

describe("entra on-demand", () => {
  it("shows the steps of a user, and ends with status 2 for an unknown one", async () => {
    await entra.createJob();
    const [id = ""] = entra.graph.users.ids();
    entra.graph.assignments.add(id);
    const { status, out } = await run("on-demand", "user0@contoso.com");
    expect(status).toBe(0);
    expect(out).toMatch(/^user0@contoso\.com: /);
    expect(JSON.parse((await run("on-demand", id, "--json")).out)).toMatchObject({ sourceIdentity: { id } });
    expect((await run("on-demand", "nobody@contoso.com")).status).toBe(2);
  });
});

describe("entra evaluate", () => {
  const attributes = ["--attributes", '{"givenName":"Ada","surname":"Lovelace"}'];

  it("prints both values, and ends with status 1 where they differ", async () => {
    const { status, out } = await run("evaluate", 'Join(" ", [givenName], [surname])', ...attributes);
    expect([status, out]).toEqual([
      0,
      expect.stringContaining('Entra         "Ada Lovelace"\nthis package  "Ada Lovelace"'),
    ]);
    const { out: json } = await run("evaluate", "[givenName]", ...attributes, "--json");
    expect(JSON.parse(json)).toMatchObject({ isSame: true, entra: { values: ["Ada"] }, ours: { values: ["Ada"] } });
  });
});

describe("mapping with --app", () => {
  const mapping = (name: string, ...args: readonly string[]) =>
    entra.run("mapping", name, ...args, "--app", "Proxyclick", ...entra.signIn);

  it("prints the schema of the template, then of the job, whole, and compares a file with it", async () => {
    const { out: template } = await mapping("print");
    expect(JSON.parse(template)).toHaveProperty("synchronizationRules");
    await entra.createJob();
    const { out } = await mapping("print");
    expect(JSON.parse(out)).toMatchObject({ directories: expect.any(Array) });
    entra.folder.write("schema.json", out);
    expect(await mapping("diff", "schema.json")).toMatchObject({ status: 0, out: "No difference.\n" });
    entra.folder.write("schema.json", out.replaceAll('"[givenName]"', '"[surname]"'));
    const changed = await mapping("diff", "schema.json");
    expect(changed.status).toBe(1);
    expect(changed.out).toContain("name.givenName = ");
    expect((await mapping("print", "--lines")).out).toContain("userName = ");
    expect((await mapping("print", "schema.json")).status).toBe(2);
  });
});

describe("evaluate and explain with --source entra", () => {
  const read = (name: string, ...args: readonly string[]) =>
    entra.run(name, "--source", "entra", "--app", entra.graph.servicePrincipalId, ...entra.signIn, ...args);

  it("evaluate expressions for all users, or for one that is looked up", async () => {
    const { out, status } = await read("evaluate", "ToUpper([mail])");
    expect(status).toBe(0);
    expect(out).toMatch(/^user1@contoso\.com +USER1@CONTOSO\.COM$/m);
    entra.graph.journal.clear();
    const one = await read("evaluate", "ToUpper([mail])", "--user", "user2@contoso.com");
    expect(one.out).toContain("USER2@CONTOSO.COM");
    expect(entra.graph.journal.entries().some(({ path }) => path.startsWith("/users/delta"))).toBe(false);
    const roles = 'IIF(IsNullOrEmpty([appRoleAssignments]), "none", "some")';
    entra.graph.assignments.add([...entra.graph.users.ids()][2] ?? "");
    expect((await read("evaluate", roles, "--user", "user2@contoso.com")).out).toContain("some");
    expect((await read("explain", "[mail]", "--user", "user2@contoso.com")).status).toBe(0);
    expect((await read("evaluate", "[mail]", "--user", "nobody@contoso.com")).status).toBe(2);
  });
});

describe("lint --source entra", () => {
  const lint = (expression: string) => entra.run("lint", expression, "--source", "entra");

  it("knows the properties that Graph delivers, and sends nothing", async () => {
    const extension = `extension_${"0".repeat(32)}_badge`;
    for (const known of ["[givenName]", "[extensionAttribute7]", `[${extension}]`, "[mobile]"])
      expect(await lint(`ToUpper(${known})`)).toMatchObject({ status: 0 });
    const unknown = await lint("ToUpper([badgeNumber])");
    expect([unknown.status, unknown.out]).toEqual([1, expect.stringContaining("unknown_attribute")]);
    expect(entra.graph.journal.entries()).toEqual([]);
  });
});

describe("entra logs", () => {
  const record = (number: number, minute: number) => ({
    id: `record-${number}`,
    activityDateTime: new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString(),
    tenantId: entra.graph.tenantId,
    jobId: "scim.1.2",
    cycleId: "cycle",
    changeId: `change-${number}`,
    provisioningAction: "create",
    durationInMilliseconds: 5,
    provisioningStatusInfo: { status: "success", errorInformation: null },
    provisioningSteps: [],
    modifiedProperties: [],
    servicePrincipal: { id: entra.graph.servicePrincipalId, displayName: "Proxyclick" },
    sourceSystem: { id: "1", displayName: "Microsoft Entra ID", details: {} },
    targetSystem: { id: "2", displayName: "customappsso", details: {} },
    initiatedBy: { id: "", displayName: "Azure AD Provisioning Service", initiatorType: "system" },
    sourceIdentity: { id: `user-${number}`, displayName: `User ${number}`, identityType: "User", details: {} },
    targetIdentity: { id: `account-${number}`, displayName: "", identityType: "User", details: {} },
  });
  const add = (number: number, minute: number) => entra.graph.applications.addLogRecord(record(number, minute));

  it("appends new entries once, those that become visible late, too; log shows them", async () => {
    add(1, 0);
    add(2, 10);
    expect(await run("logs")).toMatchObject({ status: 0, out: "2 new entries in entra.jsonl\n" });
    expect((await stat(entra.folder.file("entra.jsonl"))).mode & 0o777).toBe(0o600);
    add(3, 5);
    add(4, 20);
    expect((await run("logs")).out).toBe("2 new entries in entra.jsonl\n");
    expect((await run("logs")).out).toBe("0 new entries\n");
    const { out } = await entra.run("log", "entra.jsonl");
    expect(out).toMatch(/4 entries: 4 create\n$/);
    const lines = (await readFile(entra.folder.file("entra.jsonl"), "utf8")).trimEnd().split("\n");
    const { tenantId, servicePrincipalId: id } = entra.graph;
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ tenantId, servicePrincipal: { id } });
  });

  it("continues a file that a crash left with a part of an entry", async () => {
    add(1, 0);
    await run("logs");
    const content = await readFile(entra.folder.file("entra.jsonl"), "utf8");
    entra.folder.write("entra.jsonl", `${content}{"id":"record-2","activi`);
    add(2, 1);
    expect((await run("logs", "--json")).out).toContain('"record-2"');
    expect((await entra.run("log", "entra.jsonl")).out).toContain("2 entries");
  });

  it("takes a range of time, and never changes another file", async () => {
    add(1, 0);
    add(2, 10);
    add(3, 20);
    const range = ["--since", "2026-03-01T08:05:00Z", "--until", "2026-03-01T08:15:00Z"];
    expect((await run("logs", ...range)).out).toBe("1 new entry in entra.jsonl\n");
    entra.folder.write("other.json", '{"value":[]}\n');
    const { status, err } = await run("logs", "--log", "other.json");
    expect([status, err]).toEqual([2, expect.stringContaining("other.json is not a log")]);
    expect(await readFile(entra.folder.file("other.json"), "utf8")).toBe('{"value":[]}\n');
    entra.graph.assignments.add([...entra.graph.users.ids()][0] ?? "");
    await entra.provision("provision", "--app", entra.graph.servicePrincipalId);
    const own = await run("logs", "--log", "provisioning.jsonl");
    expect([own.status, own.err]).toEqual([2, expect.stringContaining("log of a job of this package")]);
  });
});

describe("every entra command", () => {
  it.each(COMMANDS)("%s ends with status 3 for a wrong secret", async (name, ...args) => {
    entra.folder.write("secret", "wr0ng");
    const { status, err } = await run(name, ...args);
    expect([status, err]).toEqual([3, expect.stringMatching(/AADSTS7000215/)]);
    expect(err).not.toContain("wr0ng");
  });

  it.each([
    ["Synchronization.Read.All", "status"],
    ["Synchronization.ReadWrite.All", "start"],
    ["Synchronization.ReadWrite.All", "restart"],
    ["Synchronization.ReadWrite.All", "on-demand", "user0@contoso.com"],
    ["ProvisioningLog.Read.All", "logs"],
    ["Synchronization.Read.All", "evaluate", "[mail]"],
    ["Application.Read.All", "pause"],
  ])("names the missing permission %s: %s", async (permission, name, ...args) => {
    await entra.createJob();
    const writes = permission.includes("ReadWrite");
    const path = permission.startsWith("App")
      ? /^\/servicePrincipals/
      : permission.startsWith("Prov")
        ? /auditLogs/
        : /jobs/;
    entra.graph.faults = (request) =>
      path.test(request.path) && (request.method === "POST" || !writes) ? { kind: "status", status: 403 } : undefined;
    const { status, err } = await run(name, ...args);
    expect([status, err]).toEqual([3, expect.stringContaining(permission)]);
    expect(err).toContain("Grant admin consent");
  });

  it.each(COMMANDS)("%s ends with status 2 for an unknown application and without one", async (name, ...args) => {
    const unknown = await entra.run("entra", name, ...entra.signIn, "--app", "Proxyclik", ...args);
    expect([unknown.status, unknown.err]).toEqual([2, expect.stringContaining("Proxyclick (")]);
    const none = await entra.run("entra", name, ...entra.signIn, ...args);
    expect([none.status, none.err]).toEqual([2, expect.stringContaining("give --app")]);
  });

  it.each(COMMANDS)("%s ends with status 130 when it is interrupted", async (name, ...args) => {
    const io = testIo({ cwd: entra.folder.path });
    entra.graph.faults = () => {
      io.stop.abort(interruption("SIGINT"));
      return { kind: "latency", milliseconds: 50 };
    };
    const status = await runProgram(io, ["entra", name, "--app", "Proxyclick", ...entra.signIn, ...args]);
    expect([status, io.stderr.text]).toEqual([130, expect.stringMatching(/error: interrupted\n$/)]);
  });

  it("ends with status 2 for an application without a job, and takes sign-in and application from a job file", async () => {
    const { graph, origin, folder } = entra;
    const { tenantId, clientId } = graph;
    const signIn = { tenantId, clientId, clientSecretFile: "secret", graph: origin, authority: origin };
    const rest = { source: "entra", scope: "assigned", log: "company.jsonl", target: "https://a", tokenFile: "token" };
    folder.write("job.json", JSON.stringify({ ...signIn, ...rest, app: "Proxyclick" }));
    const { status, err } = await entra.run("entra", "restart", "--job", "job.json");
    expect([status, err]).toEqual([2, expect.stringContaining("no provisioning job")]);
    await entra.createJob();
    expect((await entra.run("entra", "restart", "--job", "job.json")).status).toBe(0);
  });
});
