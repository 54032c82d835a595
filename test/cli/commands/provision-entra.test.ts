/** `--source entra`: commands of a job that read Microsoft Entra itself. */
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { interruption } from "../../../src/cli/process/io.ts";
import { run } from "../../../src/cli/program.ts";
import { testIo } from "../../support/command.ts";
import { useEntra } from "../../support/entra-services.ts";

const USER_PERMISSIONS = ["User.Read.All", "GroupMember.Read.All", "Application.Read.All"];
const GROUP = "22222222-2222-4222-8222-000000000001";
const entra = useEntra({ users: 30, permissions: [...USER_PERMISSIONS, "Synchronization.Read.All"] });

/** Assigns the first users. */
function assign(count: number): readonly string[] {
  const ids = [...entra.graph.users.ids()].slice(0, count);
  for (const id of ids) entra.graph.assignments.add(id);
  return ids;
}
const app = () => ["--app", entra.graph.servicePrincipalId];
const requests = () => entra.graph.journal.entries().filter(({ path }) => !path.includes("oauth2")).length;

describe("provision --source entra", () => {
  it("provisions the assigned users, then only what changed; log entries name tenant and application", async () => {
    const [first = ""] = assign(3);
    const { status, err, out } = await entra.provision("provision", ...app());
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/created +3\n/);
    entra.graph.users.update(first, { givenName: "Ada" });
    entra.graph.behavior.pageSize = 200;
    entra.graph.journal.clear();
    const { out: second } = await entra.provision("provision", ...app(), "--json");
    expect(JSON.parse(second)).toMatchObject({ counts: { read: 1, updated: 1, created: 0 } });
    expect(requests()).toBeLessThanOrEqual(5);
    const log = await readFile(entra.folder.file("provisioning.jsonl"), "utf8");
    const { tenantId, servicePrincipalId: id } = entra.graph;
    for (const line of log.trimEnd().split("\n"))
      expect(JSON.parse(line)).toMatchObject({ tenantId, servicePrincipal: { id, displayName: "Proxyclick" } });
  });

  it("reads all users again with --restart, and after a delta link expired", async () => {
    assign(2);
    await entra.provision("provision", ...app());
    const counts = async (...args: readonly string[]) =>
      JSON.parse((await entra.provision("provision", ...app(), "--json", ...args)).out).counts;
    expect(await counts("--restart")).toMatchObject({ read: 30, created: 0, updated: 0, disabled: 0 });
    entra.graph.expireDeltaTokens();
    expect(await counts()).toMatchObject({ read: 30, created: 0, updated: 0, disabled: 0 });
    expect(await counts()).toMatchObject({ read: 0 });
  });

  it.each(["name", "application id", "object id"])("finds the application by its %s", async (kind) => {
    assign(1);
    const { appId, servicePrincipalId } = entra.graph;
    const key = kind === "name" ? "proxyclick" : kind === "application id" ? appId.toUpperCase() : servicePrincipalId;
    expect(await entra.provision("provision", "--app", key)).toMatchObject({ status: 0 });
  });

  it("serves on-demand, discover and dry runs", async () => {
    assign(2);
    await entra.provision("provision", ...app());
    expect(await entra.provision("on-demand", "user1@contoso.com", ...app())).toMatchObject({ status: 0 });
    expect((await entra.provision("discover", ...app())).out).toMatch(/2 accounts: 2 assigned.*; 2 linked\n$/);
    expect((await entra.provision("provision", "--dry-run", ...app())).status).toBe(0);
    const all = await entra.provision("provision", "--dry-run", "--scope", "all", "--json", ...app());
    expect(JSON.parse(all.out)).toMatchObject({ counts: { created: 28 } });
    expect((await entra.provision("staged")).out).toBe("Nothing is held back.\n");
  });

  it("takes its options from a job file, with the secret in the environment", async () => {
    assign(2);
    const { graph, origin, tenantUrl, folder } = entra;
    const { tenantId, clientId, servicePrincipalId } = graph;
    const job = { source: "entra", tenantId, clientId, clientSecretFile: "secret", graph: origin, authority: origin };
    const more = { app: servicePrincipalId, target: tenantUrl, tokenFile: "token" };
    folder.write("job.json", JSON.stringify({ ...job, ...more }));
    expect(await entra.run("provision", "--job", "job.json")).toMatchObject({ status: 0 });
  });

  it("ends with status 2 while Entra's own job is active, unless --alongside is given or nothing is written", async () => {
    assign(1);
    const { servicePrincipalId } = entra.graph;
    await entra.createJob();
    const [job] = entra.graph.applications.jobs(servicePrincipalId);
    job?.set({ schedule: { state: "Active" }, status: { code: "Quarantine" } });
    const { status, err } = await entra.provision("provision", ...app());
    expect(status).toBe(2);
    expect(err).toContain(`entra pause --app ${servicePrincipalId}`);
    expect(await readdir(entra.folder.path)).not.toContain("provisioning-state.db");
    expect((await entra.provision("on-demand", "user0@contoso.com", ...app())).status).toBe(2);
    expect((await entra.provision("provision", "--dry-run", ...app())).status).toBe(0);
    expect((await entra.provision("provision", "--alongside", ...app())).status).toBe(0);
  });
});

describe("provision --source entra --every", () => {
  it("leaves out cycles while Entra's own job is active, and goes on afterwards", async () => {
    assign(1);
    await entra.createJob();
    const [job] = entra.graph.applications.jobs(entra.graph.servicePrincipalId);
    const io = testIo({ cwd: entra.folder.path });
    const target = ["--target", entra.tenantUrl, "--token-file", "token"];
    const ended = run(io, ["provision", "--source", "entra", ...entra.signIn, ...app(), ...target, "--every", "1s"]);
    await io.stdout.until(/Initial cycle completed/);
    job?.set({ schedule: { state: "Active" } });
    await io.stderr.until(/^error: Entra's own provisioning job .* is active/m);
    job?.set({});
    await io.stdout.until(/Incremental cycle completed/);
    io.stop.abort(interruption("SIGTERM"));
    await expect(ended).resolves.toBe(130);
  });
});

describe("errors of --source entra", () => {
  it("end with status 3 for a wrong secret", async () => {
    entra.folder.write("secret", "wr0ng");
    const { status, err } = await entra.provision("provision", ...app());
    expect(status).toBe(3);
    expect(err).toMatch(/secret/);
    expect(err).not.toContain("wr0ng");
  });

  it.each([
    ["Application.Read.All", "/servicePrincipals"],
    ["Synchronization.Read.All", "/synchronization/jobs"],
    ["GroupMember.Read.All", "/groups"],
    ["User.Read.All", "/users"],
  ])("end with status 3 and the name of a missing permission: %s", async (permission, path) => {
    assign(1);
    entra.graph.assignments.add(entra.graph.groups.create({ displayName: "Staff", securityEnabled: true }));
    entra.graph.faults = ({ path: requested }) =>
      requested.includes(path) ? { kind: "status", status: 403 } : undefined;
    const { status, err } = await entra.provision("provision", ...app());
    expect([status, err]).toEqual([3, expect.stringContaining(permission)]);
    expect(err).toContain("Grant admin consent");
  });

  it.each([401, 403])("end with status 3 for a %d in the middle of a read, which removes nobody", async (code) => {
    assign(30);
    await entra.provision("provision", ...app());
    entra.graph.behavior.pageSize = 5;
    let pages = 0;
    entra.graph.expireDeltaTokens();
    entra.graph.faults = ({ path }) => {
      const isPage = path.startsWith("/users/delta");
      if (isPage) pages += 1;
      return isPage && pages > 2 ? { kind: "status", status: code } : undefined;
    };
    const { status, err } = await entra.provision("provision", ...app());
    expect([status, err]).toEqual([3, expect.stringContaining("User.Read.All")]);
    entra.graph.faults = undefined;
    expect((await entra.provision("discover", ...app())).out).toContain("30 assigned");
  });

  it("end with status 2 and candidates for an unknown or ambiguous application", async () => {
    const { graph } = entra;
    const unknown = await entra.provision("provision", "--app", "Proxyclik");
    expect([unknown.status, unknown.err]).toEqual([2, expect.stringContaining(graph.servicePrincipalId)]);
    const { servicePrincipalId } = graph.applications.create({ displayName: "Proxyclick" });
    const ambiguous = await entra.provision("provision", "--app", "Proxyclick");
    expect(ambiguous.status).toBe(2);
    for (const id of [servicePrincipalId, graph.servicePrincipalId]) expect(ambiguous.err).toContain(id);
    const other = await entra.provision("provision", "--app", "00000000-0000-4000-8000-000000000001");
    expect(other).toMatchObject({ status: 2, out: "" });
  });

  it.each<[string, readonly string[], string]>([
    ["http to another machine", ["--graph", "http://graph.contoso.com"], "https"],
    ["http to another machine for signing in", ["--authority", "http://login.contoso.com"], "https"],
    ["files of assignments", ["--assignments", "a.json"], "--assignments is for users in files"],
    ["two ways to sign in", ["--managed-identity"], "two ways to sign in"],
    ["a key without a certificate", ["--key-file", "key.pem"], "--certificate-file"],
    ["something that is no tenant", ["--tenant-id", "contoso"], "domain"],
  ])("end with status 2 for %s", async (_what, args, message) => {
    const { status, err } = await entra.provision("provision", ...app(), ...args);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
    expect(entra.graph.journal.entries()).toEqual([]);
  });

  it("end with status 2 without an application", async () => {
    const { status, err } = await entra.provision("provision");
    expect([status, err]).toEqual([2, expect.stringContaining("give --app")]);
  });

  it("end with status 2 for options of Entra beside a file", async () => {
    const args = ["--source", "users.csv", "--scope", "all", "--target", entra.tenantUrl, "--token-file", "token"];
    const { status, err } = await entra.run("provision", ...args, "--app", "Proxyclick");
    expect([status, err]).toEqual([2, expect.stringContaining("--app needs --source entra")]);
  });
});

describe("provision --source entra without permission to read Entra's job", () => {
  const least = useEntra({ users: 2, permissions: USER_PERMISSIONS });

  it("ends with status 3 and what to grant; --alongside needs only the permissions of the directory", async () => {
    const [id = ""] = least.graph.users.ids();
    least.graph.assignments.add(id);
    const args = ["provision", "--app", least.graph.servicePrincipalId];
    const { status, err } = await least.provision(...args);
    expect([status, err]).toEqual([3, expect.stringContaining("Synchronization.Read.All")]);
    expect(err).toContain("--alongside skips this check");
    expect((await least.provision(...args, "--dry-run")).status).toBe(0);
    expect((await least.provision(...args, "--alongside")).status).toBe(0);
  });
});

describe.each([
  ["User.Read.All", ["GroupMember.Read.All", "Application.Read.All"]],
  ["GroupMember.Read.All", ["User.Read.All", "Application.Read.All"]],
  ["Application.Read.All", ["User.Read.All", "GroupMember.Read.All"]],
])("provision --source entra without %s", (missing, permissions) => {
  const limited = useEntra({
    users: 2,
    groups: [{ id: GROUP, displayName: "Staff", securityEnabled: true }],
    assignments: [{ principal: GROUP }],
    permissions,
  });

  it("ends with status 3 and names it", async () => {
    const args = ["provision", "--alongside", "--app", limited.graph.servicePrincipalId];
    const { status, err } = await limited.provision(...args);
    expect([status, err]).toEqual([3, expect.stringContaining(missing)]);
  });
});
