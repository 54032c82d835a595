/** `entra plan` and `entra apply` against the emulator of Microsoft Graph, with a SCIM service on a socket. */
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";

import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { run as runProgram } from "../../../src/cli/program.ts";
import { runCommand, testIo } from "../../support/command.ts";
import { useEntra } from "../../support/entra-services.ts";

const ADA = "11111111-1111-4111-8111-000000000001";
const STAFF = "22222222-2222-4222-8222-000000000001";
const entra = useEntra({
  users: [{ id: ADA, userPrincipalName: "ada@contoso.com", displayName: "Ada", mail: "ada@contoso.com" }],
  groups: [{ id: STAFF, displayName: "Staff", securityEnabled: true, members: [ADA] }],
});

function run(name: "plan" | "apply", ...args: readonly string[]) {
  return entra.run("entra", name, ...entra.signIn, ...args);
}
const app = () => ["--app", entra.graph.servicePrincipalId];
const connection = () => ["--tenant-url", entra.tenantUrl, "--token-file", "token"];
const job = () => entra.graph.applications.jobs(entra.graph.servicePrincipalId)[0];
const writes = () =>
  entra.graph.journal.entries().filter(({ method, path }) => method !== "GET" && !/oauth2/.test(path));

describe("entra plan and apply", () => {
  it("set up an application from options; a second plan is empty", async () => {
    entra.folder.write("changes.yaml", stringify([{ set: { target: "title", expression: "ToUpper([jobTitle])" } }]));
    const settings = ["--notify", "ops@contoso.com", "--deletion-threshold", "50", "--scope", "assigned", "--on"];
    const assigned = ["--assign", "ada@contoso.com=User", "--assign", "Staff"];
    const options = [...app(), ...connection(), ...settings, ...assigned, "--mapping", "changes.yaml"];
    const planned = await run("plan", ...options);
    expect(planned.status).toBe(0);
    expect(planned.out).toContain("+ assign user ada@contoso.com");
    expect(planned.out).toContain("title = ToUpper([jobTitle])");
    expect(planned.out).toContain("Secret Token: (set)");
    expect(writes()).toEqual([]);
    const applied = await run("apply", ...options);
    expect({ status: applied.status, err: applied.err }).toMatchObject({ status: 0 });
    expect(applied.err).toContain("done: start Proxyclick");
    expect(applied.out).toMatch(/Applied \d+ steps to the application [\da-f-]{36}\.\n$/);
    expect(entra.graph.assignments.list().map(({ principalId }) => principalId)).toEqual([ADA, STAFF]);
    const secrets = entra.graph.applications.secrets(entra.graph.servicePrincipalId);
    expect(secrets.get("BaseAddress")).toBe(entra.tenantUrl);
    const again = await run("plan", ...options, "--json");
    expect(JSON.parse(again.out)).toMatchObject({ isEmpty: true, steps: [] });
    expect(JSON.parse(again.out).warnings.join()).toContain("Secret Token cannot be read");
    expect((await run("plan", ...options, "--check")).status).toBe(0);
  });

  it.each(["yaml", "json"])("take the desired state from a file in %s; options win over it", async (form) => {
    const desired = {
      application: { displayName: "Proxyclick" },
      provisioning: {
        tenantUrl: entra.tenantUrl,
        scope: "all",
        status: "off",
        notification: { email: "a@contoso.com" },
      },
      assignments: [{ principal: "Staff" }],
    };
    const file = `desired.${form}`;
    entra.folder.write(file, form === "yaml" ? stringify(desired) : `\ufeff${JSON.stringify(desired, null, "\t")}`);
    const args = [file, "--scope", "assigned", "--notify", "b@contoso.com", "--assign", ADA, "--token-file", "token"];
    const { out, status } = await run("apply", ...args);
    expect(status).toBe(0);
    expect(out).toContain("b@contoso.com");
    expect(out).not.toContain(" a@contoso.com");
    expect(out).not.toContain("all users");
    expect(entra.graph.assignments.list()).toHaveLength(2);
    expect((await run("plan", ...args)).out).toMatch(/^No changes\./);
  });

  it("add an application from the gallery, or a custom one", async () => {
    const named = await run(
      "apply",
      "--app",
      "Visitors",
      "--template",
      "Proxyclick",
      ...connection(),
      "--assign",
      "Staff",
    );
    expect({ status: named.status, err: named.err }).toMatchObject({ status: 0 });
    expect(named.out).toContain("+ create the application Visitors");
    expect((await run("plan", "--app", "Visitors", ...connection(), "--assign", "Staff")).out).toMatch(/^No changes/);
    const custom = await run("apply", "--app", "Own", "--template", "custom", ...connection());
    expect(custom).toMatchObject({ status: 0 });
  });

  it("take the token from the environment, which alone asks for nothing", async () => {
    const plan = (...args: readonly string[]) =>
      runCommand(["entra", "plan", ...entra.signIn, ...app(), ...args], {
        cwd: entra.folder.path,
        env: { PROXYCLICK_TOKEN: "an0ther-token" },
      });
    expect((await plan()).out).toBe("No changes.\n");
    const { out } = await plan("--tenant-url", entra.tenantUrl);
    expect(out).toContain("Secret Token: (set)");
    expect(out).not.toContain("an0ther-token");
  });

  it("remove an assignment with --prune only, and write nothing with --dry-run", async () => {
    entra.graph.assignments.add(ADA);
    expect((await run("plan", ...app(), "--assign", "Staff")).out).not.toContain("remove");
    const args = [...app(), "--assign", "Staff", "--prune"];
    const rehearsed = await run("apply", ...args, "--dry-run");
    expect(rehearsed).toMatchObject({ status: 0, out: expect.stringContaining("- remove the assignment of user Ada") });
    expect(writes()).toEqual([]);
    expect((await run("plan", ...args, "--check")).status).toBe(1);
    expect((await run("apply", ...args, "--yes")).status).toBe(0);
    expect(entra.graph.assignments.list().map(({ principalId }) => principalId)).toEqual([STAFF]);
  });

  it("rename, pause and replace the token", async () => {
    await run("apply", "--app", "Lobby", "--template", "Proxyclick", ...connection(), "--on");
    entra.folder.write("token2", "an0ther-token");
    const changed = await run("apply", "--app", "Lobby", "--display-name", "Visitors", "--off");
    expect(changed).toMatchObject({ status: 0, out: expect.stringContaining("Name: Visitors") });
    expect(changed.out).toContain("~ pause provisioning of Lobby");
    const renamed = await run("plan", "--app", "Lobby", "--display-name", "Visitors", "--off");
    expect(renamed).toMatchObject({ status: 0, out: "No changes.\n" });
    await run("apply", ...app(), ...connection());
    const wrong = await run(
      "apply",
      ...app(),
      "--tenant-url",
      entra.tenantUrl,
      "--token-file",
      "token2",
      "--replace-token",
    );
    expect([wrong.status, wrong.out + wrong.err]).toEqual([3, expect.not.stringContaining("an0ther-token")]);
    expect(job()).toBeDefined();
    expect(entra.graph.applications.secrets(entra.graph.servicePrincipalId).get("SecretToken")).not.toBe(
      "an0ther-token",
    );
  });
});

describe("entra apply on a terminal", () => {
  const applied = async (answer: readonly string[]) => {
    const io = testIo({ cwd: entra.folder.path });
    const stdin = Object.assign(Readable.from(answer), { isTTY: true });
    const args = ["entra", "apply", ...app(), "--assign", "Staff", ...entra.signIn];
    return { status: await runProgram({ ...io, stdin }, args), err: io.stderr.text };
  };

  it("asks first, and writes nothing without a yes", async () => {
    for (const answer of [["n\n"], [""], []]) {
      const { status, err } = await applied(answer);
      expect([status, err]).toEqual([0, expect.stringContaining("[y/N] Nothing was written.\n")]);
    }
    expect(writes()).toEqual([]);
    expect((await applied(["y\n"])).err).toContain("done: assign group Staff");
  });
});

describe("errors of entra plan and apply", () => {
  it.each(["plan", "apply"] as const)("%s ends with status 3 for a wrong secret", async (name) => {
    entra.folder.write("secret", "wr0ng");
    const { status, err } = await run(name, ...app(), "--assign", "Staff");
    expect([status, err]).toEqual([3, expect.stringContaining("AADSTS7000215")]);
  });

  it.each([
    ["AppRoleAssignment.ReadWrite.All", ["--assign", "Staff"], /appRoleAssignedTo/],
    ["Synchronization.ReadWrite.All", ["--tenant-url", "https://a.example/scim"], /synchronization/],
    ["Application.ReadWrite.OwnedBy", ["--display-name", "Visitors"], /^\/(?:servicePrincipals|applications)/],
  ])("apply names the missing permission %s", async (permission, args, path) => {
    entra.graph.faults = (request) =>
      request.method !== "GET" && path.test(request.path) ? { kind: "status", status: 403 } : undefined;
    const { status, err } = await run("apply", ...app(), ...args);
    expect([status, err]).toEqual([3, expect.stringContaining(permission)]);
    expect(err).toContain("Grant admin consent");
  });

  it("end with status 2 and candidates for an ambiguous application", async () => {
    const { servicePrincipalId } = entra.graph.applications.create({ displayName: "Proxyclick" });
    const { status, err } = await run("plan", "--app", "Proxyclick", "--assign", "Staff");
    expect([status, err]).toEqual([2, expect.stringContaining(servicePrincipalId)]);
    expect(err).toContain(entra.graph.servicePrincipalId);
    expect((await run("plan", "--app", ADA)).status).toBe(2);
    const unknown = await run("apply", "--app", "Proxyclik", "--assign", "Staff");
    expect([unknown.status, unknown.err]).toEqual([2, expect.stringMatching(/Proxyclick \(.*give --template/)]);
    expect((await run("apply")).status).toBe(2);
    expect((await run("plan", ...app(), "--assign", "Nobody")).status).toBe(2);
  });

  const TOKEN = "t0p-secret";
  it.each([
    ["desired.json", `{"provisioning": {"secretToken": "${TOKEN}" "x": 1}}`, "desired.json is not JSON (line 1"],
    ["desired.yaml", `provisioning:\n  secretToken: ${TOKEN}\n scope: all\n`, "desired.yaml is not YAML: "],
    ["twice.yaml", `provisioning:\n  secretToken: ${TOKEN}\n  secretToken: ${TOKEN}\n`, "twice.yaml is not YAML: "],
    ["two.yaml", `provisioning:\n  secretToken: ${TOKEN}\n---\nassignments: []\n`, "two.yaml is not YAML: line 3"],
    ["member.yaml", `provisioning:\n  secretTokn: ${TOKEN}\n`, "member.yaml: The desired state is not valid"],
    ["list.yaml", `- ${TOKEN}\n`, "list.yaml: The desired state is not valid"],
    ["many.yaml", many(), "many.yaml: an alias has no anchor, or aliases repeat too much"],
    ["alias.yaml", `provisioning:\n  secretToken: *${TOKEN}\n`, "alias.yaml: an alias has no anchor"],
    ["tag.yaml", `provisioning:\n  secretToken: !${TOKEN} x\n`, "tag.yaml is not YAML: line 2, column 16: tag resolve"],
    ["missing.yaml", undefined, "cannot read the desired state missing.yaml: no such file"],
  ])("end with status 2 for %s, without its contents", async (file, content, message) => {
    if (content !== undefined) entra.folder.write(file, content);
    const { status, err, out } = await run("plan", file);
    expect([status, out, err]).toEqual([2, "", expect.stringContaining(message)]);
    expect(err).not.toContain(TOKEN);
    expect(entra.graph.journal.entries()).toEqual([]);
  });

  it.each([
    [["--on", "--off"], "cannot be used"],
    [["--assign", "=User"], "Expected a user or group"],
    [["--notify", "nobody"], "notification.email"],
    [["--mapping", "users.json"], "users.json"],
    [["--graph", "http://graph.contoso.com"], "https"],
  ])("end with status 2 for %j", async (args, message) => {
    entra.folder.write("users.json", "{}");
    const { status, err } = await run("plan", ...app(), ...args);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("do not occur with the file of the guide", async () => {
    const guide = await readFile("docs/guide/command-line.md", "utf8");
    const [, desired = ""] = /```yaml\n(.*?)```/s.exec(guide) ?? [];
    entra.folder.write("guide.yaml", desired.replaceAll("Reception", "Staff"));
    const { status, out } = await run("plan", "guide.yaml", "--token-file", "token");
    expect([status, out]).toEqual([0, expect.stringContaining("+ create the application Visitors Berlin")]);
    expect(out).toContain("ToUpper([jobTitle])");
  });

  it("lists its options in the help", async () => {
    const { out } = await runCommand(["entra", "apply", "--help"]);
    for (const option of ["--template", "--tenant-url", "--assign", "--prune", "--replace-token", "--yes"])
      expect(out).toContain(option);
  });
});

/** Aliases that would become a hundred thousand nodes. */
function many(): string {
  const level = (name: string, of: string) =>
    `${name}: &${name} [${Array.from({ length: 10 }, () => `*${of}`).join(", ")}]`;
  return ["a: &a [1, 1]", level("b", "a"), level("c", "b"), level("d", "c"), level("e", "d"), level("f", "e")].join(
    "\n",
  );
}
