import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { interruption } from "../../../src/cli/process/io.ts";
import { listen } from "../../../src/cli/process/listen.ts";
import { run } from "../../../src/cli/program.ts";
import { openSqliteState } from "../../../src/sqlite/index.ts";
import { csv, people, TOKEN } from "../company.ts";
import { useCompany } from "../folder.ts";
import { world } from "../world.ts";

const company = useCompany(20);

async function provision(...args: string[]) {
  const io = world({ cwd: company.cwd, env: { PROXYCLICK_TOKEN: TOKEN } });
  const status = await run(io, ["provision", "--source", "users.csv", "--target", company.service.url, ...args]);
  expect(io.stdout.text + io.stderr.text).not.toContain(TOKEN);
  return { status, out: io.stdout.text, err: io.stderr.text };
}

async function cycle(...args: string[]) {
  const { status, out, err } = await provision("--scope", "all", "--json", ...args);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return JSON.parse(out);
}

async function accounts(): Promise<number> {
  const response = await fetch(`${company.service.url}/Users?count=0`, {
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
    const io = world({ cwd: company.cwd, env: { PROXYCLICK_TOKEN: TOKEN } });
    let times = 0;
    const limitMemory = () => {
      times += 1;
    };
    const target = args.includes("provision") ? ["--target", company.service.url] : [];
    await run({ ...io, limitMemory }, [...args, ...target]);
    expect(times).toBe(expected);
  });

  it("creates everybody at first, sends nothing when nothing changed, and then only what changed", async () => {
    expect(await cycle()).toMatchObject({ kind: "initial", outcome: "completed", counts: { created: 20 } });
    expect(await accounts()).toBe(20);
    expect(await cycle()).toMatchObject({ kind: "incremental", counts: { created: 0, updated: 0, unchanged: 20 } });
    await writeFile(join(company.cwd, "users.csv"), csv([{ number: 1, title: "Lead" }, ...people(21).slice(1)]));
    expect(await cycle()).toMatchObject({ counts: { created: 1, updated: 1, unchanged: 19, failed: {} } });
    const log = (await readFile(join(company.cwd, "provisioning.jsonl"), "utf8")).trimEnd().split("\n");
    expect(log.map((line) => JSON.parse(line).provisioningAction).filter((action) => action === "create")).toHaveLength(
      21,
    );
  });

  it("prints a summary for people", async () => {
    const { status, out, err } = await provision("--scope", "all");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^Initial cycle completed: .* users per second\n {2}read +20\n {2}created +20\n/);
    expect(out).not.toContain("\u001b");
  });

  it("reads national phone numbers with --default-country", async () => {
    await writeFile(join(company.cwd, "users.csv"), csv([{ number: 1, phone: "02 555 12 12" }]));
    await cycle("--default-country", "BE");
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${company.service.url}/Users?filter=userName%20eq%20%22user1@contoso.example%22`, {
      headers,
    });
    expect(JSON.stringify(await response.json())).toContain("+3225551212");
  });

  it("tells once, and not for every user, what the target could not take", async () => {
    await writeFile(
      join(company.cwd, "users.csv"),
      csv(people(3).map((person) => ({ ...person, phone: "02 555 12 12" }))),
    );
    const { status, err } = await provision("--scope", "all");
    expect(status).toBe(0);
    expect(err).toMatch(/^warning: Proxyclick: phoneNumbers\[type eq "work"\]\.value: [^\n]*E\.164[^\n]*\n$/);
    expect(err).not.toContain("555");
  });

  it("writes nothing in a dry run: no account, no state, no log", async () => {
    expect(await cycle("--dry-run")).toMatchObject({ counts: { created: 20 } });
    expect(await accounts()).toBe(0);
    expect(await readdir(company.cwd)).toEqual(["users.csv"]);
  });

  it.each([
    ["are disabled", [], { disabled: 1, deleted: 0 }],
    ["are left as they are with --skip-out-of-scope", ["--skip-out-of-scope"], { disabled: 0, deleted: 0 }],
    ["are deleted with --delete-instead", ["--delete-instead"], { disabled: 0, deleted: 1 }],
  ] as const)("accounts of users who left %s", async (_how, args, counts) => {
    await cycle(...args);
    await writeFile(join(company.cwd, "users.csv"), csv(people(20).slice(1)));
    expect((await cycle(...args)).counts).toMatchObject({ ...counts, failed: {} });
  });

  it("writes the tenant into the log with --tenant-id, and refuses one that is no GUID", async () => {
    const tenant = "8ADF8E6E-67B2-4CF2-A259-E3DC5476C621";
    await cycle("--tenant-id", tenant);
    const lines = (await readFile(join(company.cwd, "provisioning.jsonl"), "utf8")).trimEnd().split("\n");
    expect(new Set(lines.map((line) => JSON.parse(line).tenantId))).toEqual(new Set([tenant.toLowerCase()]));
    const { status, err } = await provision("--scope", "all", "--tenant-id", "contoso");
    expect(status).toBe(2);
    expect(err).toContain("GUID");
  });

  it("goes on with cycles until it is stopped", async () => {
    const io = world({ cwd: company.cwd, env: { PROXYCLICK_TOKEN: TOKEN } });
    const args = [
      "--source",
      "users.csv",
      "--target",
      company.service.url,
      "--scope",
      "all",
      "--json",
      "--every",
      "1h",
    ];
    const ended = run(io, ["provision", ...args]);
    await io.stdout.until(/"kind":"initial".*\n/);
    io.stop.abort(interruption("SIGTERM"));
    await expect(ended).resolves.toBe(130);
  });

  it("ends with status 130 when it is interrupted", async () => {
    const io = world({ cwd: company.cwd, env: { PROXYCLICK_TOKEN: TOKEN } });
    io.stop.abort(interruption("SIGINT"));
    const args = ["provision", "--source", "users.csv", "--target", company.service.url, "--scope", "all"];
    await expect(run(io, args)).resolves.toBe(130);
    expect(await accounts()).toBe(0);
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
    for (const [name, text] of Object.entries(files)) await writeFile(join(company.cwd, name), text);
    const before = await readdir(company.cwd);
    const result = await provision("--scope", "all", ...args);
    expect(result.err).toMatch(message);
    expect(result.err).toMatch(/^error: /);
    expect(result.err).not.toMatch(/\n\s+at /);
    expect([result.status, result.out]).toEqual([status, ""]);
    expect(await accounts()).toBe(0);
    expect(await readdir(company.cwd)).toEqual(before);
  });

  it("a state that is in use", async () => {
    const state = await openSqliteState(join(company.cwd, "provisioning-state.db"));
    const { status, err } = await provision("--scope", "all");
    await state.close();
    expect(status).toBe(6);
    expect(err).toMatch(/^error: .*in use/i);
  });

  it("a target that is not SCIM", async () => {
    const other = await listen((_request, response) => response.end("<html></html>"), { host: "127.0.0.1", port: 0 });
    const { status, err } = await provision("--scope", "all", "--target", other.origin);
    await other.close();
    expect(status).toBe(4);
    expect(err).toMatch(/^error: /);
  });
});
