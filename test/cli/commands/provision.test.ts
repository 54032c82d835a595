/** The command `provision`: cycles, options, and what it leaves behind after an error. */
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { interruption } from "../../../src/cli/process/io.ts";
import { run } from "../../../src/cli/program.ts";
import { proxyclickProfile } from "../../../src/server/index.ts";
import { openSqliteState } from "../../../src/sqlite/index.ts";
import { testIo, withoutFormat } from "../../support/command.ts";
import { employee, employees, usersCsv } from "../../support/company.ts";
import { fixedResponse, scimListener, startService, TOKEN, useCompany } from "../../support/services.ts";

const company = useCompany(20);

async function provision(...args: string[]) {
  const result = await company.run("provision", "--source", "users.csv", "--target", company.url, ...args);
  expect(result.out + result.err).not.toContain(TOKEN);
  return result;
}

async function cycle(...args: string[]) {
  const { status, out, err } = await provision("--scope", "all", "--json", ...args);
  expect({ status, err: withoutFormat(err) }).toEqual({ status: 0, err: "" });
  return JSON.parse(out);
}

async function accounts(): Promise<number> {
  const response = await fetch(`${company.url}/Users?count=0`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const list: unknown = await response.json();
  return typeof list === "object" && list !== null && "totalResults" in list ? Number(list.totalResults) : -1;
}

describe("provision", () => {
  it.each([
    [
      "spares memory, as it sends many requests",
      ["provision", "--scope", "all", "--source", "users.csv", "--dry-run"],
      1,
    ],
    ["has no part in the memory of a command that sends none", ["evaluate", 'Trim("a")'], 0],
  ])("%s", async (_what, args, expected) => {
    const io = testIo({ cwd: company.folder.path, env: { PROXYCLICK_TOKEN: TOKEN } });
    let times = 0;
    const limitMemory = () => {
      times += 1;
    };
    const target = args.includes("provision") ? ["--target", company.url] : [];
    await run({ ...io, limitMemory }, [...args, ...target]);
    expect(times).toBe(expected);
  });

  it("creates everybody at first, sends nothing when nothing changed, and then only what changed", async () => {
    expect(await cycle()).toMatchObject({ kind: "initial", outcome: "completed", counts: { created: 20 } });
    expect(await accounts()).toBe(20);
    expect(await cycle()).toMatchObject({ kind: "incremental", counts: { created: 0, updated: 0, unchanged: 20 } });
    company.folder.write("users.csv", usersCsv([employee(1, { jobTitle: "Lead" }), ...employees(21).slice(1)]));
    expect(await cycle()).toMatchObject({ counts: { created: 1, updated: 1, unchanged: 19, failed: {} } });
    const log = (await readFile(company.folder.file("provisioning.jsonl"), "utf8")).trimEnd().split("\n");
    expect(log.map((line) => JSON.parse(line).provisioningAction).filter((action) => action === "create")).toHaveLength(
      21,
    );
  });

  it("prints a summary for people", async () => {
    const { status, out, err } = await provision("--scope", "all");
    expect({ status, err: withoutFormat(err) }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^Initial cycle completed: .* users per second\n {2}read +20\n {2}created +20\n/);
    expect(out).not.toContain("\u001b");
  });

  it("reads national phone numbers with --default-country", async () => {
    company.folder.write("users.csv", usersCsv([employee(1, { telephoneNumber: "02 555 12 12" })]));
    await cycle("--default-country", "BE");
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${company.url}/Users?filter=userName%20eq%20%22user1@contoso.com%22`, {
      headers,
    });
    expect(JSON.stringify(await response.json())).toContain("+3225551212");
  });

  it("tells which value of which user the target could not take, in stderr, log and report", async () => {
    company.folder.write("users.csv", usersCsv([employee(1, { telephoneNumber: "02 555 12 12" }), employee(2)]));
    const { status, err } = await provision("--scope", "all", "--report", "report.html");
    const dropped =
      'phoneNumbers[type eq "work"].value dropped: 02 555 12 12: the phone number is not in E.164 form (user user1@contoso.com)';
    expect({ status, err: withoutFormat(err) }).toEqual({ status: 0, err: `warning: ${dropped}\n` });
    const lines = (await readFile(company.folder.file("provisioning.jsonl"), "utf8")).trimEnd().split("\n");
    const steps = lines.flatMap((line) => JSON.parse(line).provisioningSteps);
    expect(steps.filter(({ status: of }) => of === "warning")).toMatchObject([
      {
        provisioningStepType: "export",
        description: dropped,
        details: { PropertyName: 'phoneNumbers[type eq "work"].value', Value: "02 555 12 12" },
      },
    ]);
    const page = await readFile(company.folder.file("report.html"), "utf8");
    expect(page).toContain("the phone number is not in E.164 form (user user1@contoso.com)");
    const again = await provision("--scope", "all");
    expect(withoutFormat(again.err)).toBe(`warning: ${dropped}\n`);
    expect((await readFile(company.folder.file("provisioning.jsonl"), "utf8")).trimEnd().split("\n")).toHaveLength(2);
  });

  it("keeps the stored phone number when the new one cannot be sent, or removes it with --invalid-phone", async () => {
    const write = (telephoneNumber: string) =>
      company.folder.write("users.csv", usersCsv([employee(1, { telephoneNumber })]));
    const account = async () => {
      const response = await fetch(`${company.url}/Users`, { headers: { authorization: `Bearer ${TOKEN}` } });
      return JSON.stringify(await response.json());
    };
    write("+3225551212");
    await cycle();
    write("extension 12");
    const counts = async (...args: string[]) => {
      const { out, err } = await provision("--scope", "all", "--json", ...args);
      expect(err).toContain("extension 12: the phone number is not in E.164 form");
      return JSON.parse(out).counts;
    };
    expect(await counts()).toMatchObject({ updated: 0, failed: {} });
    expect(await account()).toContain("+3225551212");
    expect(await counts("--invalid-phone", "remove")).toMatchObject({ updated: 1, failed: {} });
    expect(await account()).not.toContain("+3225551212");
    expect((await cycle("--invalid-phone", "remove")).counts).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it("writes nothing in a dry run: no account, no state, no log", async () => {
    expect(await cycle("--dry-run")).toMatchObject({ counts: { created: 20 } });
    expect(await accounts()).toBe(0);
    expect(await readdir(company.folder.path)).toEqual(["users.csv"]);
  });

  it.each([
    ["are disabled", [], { disabled: 1, deleted: 0 }],
    ["are left as they are with --skip-out-of-scope", ["--skip-out-of-scope"], { disabled: 0, deleted: 0 }],
    ["are deleted with --delete-instead", ["--delete-instead"], { disabled: 0, deleted: 1 }],
  ] as const)("accounts of users who left %s", async (_how, args, counts) => {
    await cycle(...args);
    company.folder.write("users.csv", usersCsv(employees(20).slice(1)));
    expect((await cycle(...args)).counts).toMatchObject({ ...counts, failed: {} });
  });

  it("writes the tenant into the log with --tenant-id, and refuses one that is no GUID", async () => {
    const tenant = "8ADF8E6E-67B2-4CF2-A259-E3DC5476C621";
    await cycle("--tenant-id", tenant);
    const lines = (await readFile(company.folder.file("provisioning.jsonl"), "utf8")).trimEnd().split("\n");
    expect(new Set(lines.map((line) => JSON.parse(line).tenantId))).toEqual(new Set([tenant.toLowerCase()]));
    const { status, err } = await provision("--scope", "all", "--tenant-id", "contoso");
    expect(status).toBe(2);
    expect(err).toContain("GUID");
  });

  it("goes on with cycles until it is stopped", async () => {
    const io = testIo({ cwd: company.folder.path, env: { PROXYCLICK_TOKEN: TOKEN } });
    const args = ["--source", "users.csv", "--target", company.url, "--scope", "all", "--json", "--every", "1h"];
    const ended = run(io, ["provision", ...args]);
    await io.stdout.until(/"kind":"initial".*\n/);
    io.stop.abort(interruption("SIGTERM"));
    await expect(ended).resolves.toBe(130);
  });

  it("ends with status 130 when it is interrupted", async () => {
    const io = testIo({ cwd: company.folder.path, env: { PROXYCLICK_TOKEN: TOKEN } });
    io.stop.abort(interruption("SIGINT"));
    const args = ["provision", "--source", "users.csv", "--target", company.url, "--scope", "all"];
    await expect(run(io, args)).resolves.toBe(130);
    expect(await accounts()).toBe(0);
  });

  it("names the file that lacks an attribute of a matching mapping", async () => {
    company.folder.write("users.csv", usersCsv(employees(20)).replace(",mail,", ",address,"));
    const { status, err } = await provision("--scope", "all");
    expect(status).toBe(2);
    expect(err).toMatch(/^error: .*users\.csv: The source has no attribute "mail"/m);
  });

  it("prints the counts so far when the target refuses the credentials in the middle of a cycle", async () => {
    company.folder.write("users.csv", usersCsv(employees(40)));
    const listener = scimListener(proxyclickProfile());
    let posts = 0;
    const url = await startService((request, response) => {
      if (request.method === "POST") posts += 1;
      if (posts <= 10) return listener(request, response);
      response.writeHead(401, { "content-type": "application/scim+json" }).end("{}");
    });
    const { status, out, err } = await provision("--scope", "all", "--target", url);
    expect([status, out]).toEqual([3, ""]);
    expect(err).toMatch(/^Initial cycle ended by an error after \d+ of 40 users\n {2}read +\d+\n {2}created +\d+\n/m);
    expect(err).toMatch(/\nerror: [^\n]+\n$/);
  });
});

describe("provision --allow-deletes", () => {
  it("removes the last assignment, which is held back without it, and asks no more afterwards", async () => {
    const { id } = employee(1);
    const header = "principalId,principalType,appRoleId\n";
    company.folder.write("assignments.csv", `${header}${id},User,11111111-1111-1111-1111-111111111111\n`);
    const args = ["--assignments", "assignments.csv", "--json"];
    expect((await provision(...args)).status).toBe(0);
    company.folder.write("assignments.csv", header);
    const held = await provision(...args);
    expect(held.status).toBe(5);
    expect(JSON.parse(held.out)).toMatchObject({ outcome: "held_back", heldBack: 1, counts: { disabled: 0 } });
    const allowed = await provision(...args, "--allow-deletes");
    expect(allowed.status).toBe(0);
    expect(JSON.parse(allowed.out)).toMatchObject({ counts: { disabled: 1 } });
    expect((await provision(...args)).status).toBe(0);
  });
});

describe("provision --restart", () => {
  it.each<[string, string[], string]>([
    ["evaluates every user again", ["--restart"], "initial"],
    ["accepts names of reset scopes in any case", ["--restart", "watermark, ESCROWS"], "initial"],
    ["is incremental without it", [], "incremental"],
  ])("%s", async (_what, args, kind) => {
    await provision("--scope", "all");
    const { out } = await provision("--scope", "all", "--json", ...args);
    expect(JSON.parse(out)).toMatchObject({ kind, counts: { created: 0, unchanged: 20 } });
  });

  it("forgets its links when ConnectorDataStore is named, and finds the accounts again", async () => {
    await provision("--scope", "all");
    const { out } = await provision("--scope", "all", "--json", "--restart", "ConnectorDataStore");
    expect(JSON.parse(out)).toMatchObject({ kind: "initial", counts: { created: 0, failed: {} } });
  });

  it.each<[string, string[], RegExp]>([
    ["an unknown reset scope", ["--restart", "Everything"], /Expected names of Watermark, Escrows/],
    ["a restart in a dry run", ["--restart", "--dry-run"], /cannot be used with option '--dry-run'/],
  ])("refuses %s with status 2", async (_what, args, message) => {
    const { status, err } = await provision("--scope", "all", ...args);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });

  it("leaves no state behind when a restart of nothing is followed by an error", async () => {
    const { status } = await provision("--scope", "all", "--restart", "--token", "other");
    expect(status).toBe(3);
    expect(await readdir(company.folder.path)).toEqual(["users.csv"]);
  });
});

describe("provision refuses, and leaves nothing behind", () => {
  it.each<[string, string[], Record<string, string>, number, RegExp]>([
    ["a missing source", ["--source", "nobody.csv"], {}, 2, /nobody\.csv: no such file/],
    ["a source without a header", [], { "users.csv": "1,2,3\n" }, 2, /header/],
    [
      "a source without needed columns",
      [],
      { "users.csv": "id,displayName\n1,Ada\n" },
      2,
      /"userPrincipalName"|userPrincipalName/,
    ],
    ["an empty source", [], { "users.csv": "" }, 5, /empty/],
    ["a missing mapping", ["--mapping", "m.json"], {}, 2, /cannot read the mapping m\.json: no such file/],
    ["a mapping that is not JSON", ["--mapping", "m.json"], { "m.json": "{" }, 2, /m\.json: /],
    ["a mapping of another kind", ["--mapping", "m.json"], { "m.json": "{}" }, 2, /m\.json: .*synchronizationRules/],
    ["missing assignments", ["--scope", "assigned", "--assignments", "a.json"], {}, 2, /a\.json: no such file/],
    ["a token that the target refuses", ["--token", "other"], {}, 3, /./],
  ])("%s", async (_what, args, files, status, message) => {
    for (const [name, text] of Object.entries(files)) company.folder.write(name, text);
    const before = await readdir(company.folder.path);
    const result = await provision("--scope", "all", ...args);
    expect(result.err).toMatch(message);
    expect(result.err).toMatch(/^error: /m);
    expect(result.err).not.toMatch(/\n\s+at /);
    expect([result.status, result.out]).toEqual([status, ""]);
    expect(await accounts()).toBe(0);
    expect(await readdir(company.folder.path)).toEqual(before);
  });

  it("a state that is in use", async () => {
    const state = await openSqliteState(company.folder.file("provisioning-state.db"));
    const { status, err } = await provision("--scope", "all");
    await state.close();
    expect(status).toBe(6);
    expect(err).toMatch(/^error: .*in use/im);
  });

  it("a target that is not SCIM", async () => {
    const url = await startService(fixedResponse(200, "text/html", "<html></html>"));
    const { status, err } = await provision("--scope", "all", "--target", url);
    expect(status).toBe(4);
    expect(err).toMatch(/^error: /m);
  });
});
