import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { interruption } from "../../../src/cli/process/io.ts";
import { run } from "../../../src/cli/program.ts";
import { jsonlLog } from "../../../src/files/index.ts";
import type { ProvisioningLogEntry } from "../../../src/provisioning/index.ts";
import { entry } from "../../../src/testing/contracts/sample-records.ts";
import { csv, people, TOKEN } from "../company.ts";
import { useCompany } from "../folder.ts";
import { world } from "../world.ts";

let folder: string;

const identity = (id: string, displayName: string) => ({ id, displayName, identityType: "User", details: {} });
const created: ProvisioningLogEntry = { ...entry("e1"), sourceIdentity: identity("1", "ada@contoso.com") };
const refused: ProvisioningLogEntry = {
  ...entry("e2"),
  activityDateTime: "2026-03-02T08:00:00.000Z",
  cycleId: "second",
  provisioningAction: "update",
  provisioningStatusInfo: {
    status: "failure",
    errorInformation: {
      errorCode: "EntryConflict",
      reason: "The address \u001b[31mis taken\u001b[0m",
      additionalDetails: null,
      errorCategory: "failure",
      recommendedAction: null,
    },
  },
  sourceIdentity: identity("2", "bob\u202egnp\n@contoso.com"),
  targetIdentity: identity("t2", "bob"),
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "log-"));
  const log = await jsonlLog(join(folder, "company.jsonl"));
  await log.append([created, refused]);
  await log.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function log(...args: readonly string[]) {
  const io = world({ cwd: folder });
  const status = await run(io, ["log", ...args]);
  return { status, out: io.stdout.text, err: io.stderr.text };
}

describe("log", () => {
  it("shows entries as a table, and how many they are", async () => {
    const { status, out, err } = await log("company.jsonl");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    const lines = out.split("\n");
    expect(lines[0]).toMatch(/^time +what +user +account +details$/);
    expect(lines[1]).toMatch(/^2026-03-01T08:00:00.000Z +create +ada@contoso.com +userName$/);
    expect(lines[2]).toMatch(/^2026-03-02T08:00:00.000Z +update failed +bobgnp @contoso.com +bob +EntryConflict: The/);
    expect(lines[3]).toBe("2 entries: 1 create, 1 update failed");
  });

  it("prints nothing that a terminal acts on", async () => {
    for (const args of [[], ["--json"]]) {
      const { out } = await log("company.jsonl", ...args);
      for (const character of ["\u001b", "\u202e"]) expect(out).not.toContain(character);
    }
  });

  it.each<[readonly string[], readonly string[]]>([
    [["--user", "BOB"], ["e2"]],
    [["--user", "1"], ["e1"]],
    [["--action", "UPDATE"], ["e2"]],
    [["--status", "success"], ["e1"]],
    [["--from", "2026-03-02"], ["e2"]],
    [["--to", "2026-03-02"], ["e1"]],
    [["--cycle", "cycle"], ["e1"]],
    [["--cycle", "last"], ["e2"]],
    [["--cycle", "unknown"], []],
    [["--status", "success", "--user", "bob"], []],
  ])("picks entries: %j", async (args, ids) => {
    const { status, out, err } = await log("company.jsonl", "--json", ...args);
    const found = out.split("\n").filter((line) => line !== "");
    expect(found.map((line) => JSON.parse(line).id)).toEqual(ids);
    expect(status).toBe(0);
    expect(err).toMatch(ids.length === 1 ? /^1 entry: / : /^0 entries\n$/);
  });

  it("prints entries as JSON that has lost nothing", async () => {
    const { out } = await log("company.jsonl", "--json", "--user", "bob");
    expect(JSON.parse(out)).toEqual(refused);
  });

  it("reads a log that is being written, and says what is not finished", async () => {
    appendFileSync(join(folder, "company.jsonl"), '{"id":"e3","acti');
    for (const args of [[], ["--cycle", "last"]]) {
      const { status, out, err } = await log("company.jsonl", ...args);
      expect(status).toBe(0);
      expect(out).toContain("update failed");
      expect(err.match(/warning: line 3/g)).toHaveLength(1);
    }
  });

  it.each<[string, readonly string[]]>([
    ["no file", []],
    ["a file that is not there", ["none.jsonl"]],
    ["a file that is no log", ["users.csv"]],
    ["an unknown action", ["company.jsonl", "--action", "destroy"]],
    ["an unknown status", ["company.jsonl", "--status", "fine"]],
    ["a time that is none", ["company.jsonl", "--from", "yesterday"]],
    ["an end that is none", ["company.jsonl", "--to", "2026-13-01"]],
  ])("refuses %s with status 2 and a message", async (_what, args) => {
    writeFileSync(join(folder, "users.csv"), "id,mail\n1,ada@contoso.com\n");
    const { status, err } = await log(...args);
    expect(status).toBe(2);
    expect(err).toMatch(/^error: /);
  });

  it("ends when it is stopped", async () => {
    const io = world({ cwd: folder });
    io.stop.abort(interruption("SIGINT"));
    expect(await run(io, ["log", "company.jsonl"])).toBe(130);
  });
});

describe("staged", () => {
  const company = useCompany(6);
  const command = async (...args: readonly string[]) => {
    const io = world({ cwd: company.cwd, env: { PROXYCLICK_TOKEN: TOKEN } });
    return { status: await run(io, args), out: io.stdout.text, err: io.stderr.text };
  };
  const provision = (...args: readonly string[]) =>
    command("provision", "--source", "users.csv", "--scope", "all", "--target", company.service.url, ...args);

  it("lists what is held back until it is allowed, and the log and the report tell of it, too", async () => {
    await provision();
    expect(await command("staged")).toEqual({ status: 0, out: "Nothing is held back.\n", err: "" });
    await writeFile(join(company.cwd, "users.csv"), csv(people(3)));
    const first = await provision("--deletion-threshold", "1", "--report", "report.html");
    expect(first.status).toBe(5);
    expect(first.out).toContain("proxyclick-scim staged --state provisioning-state.db");
    const again = await provision("--deletion-threshold", "1", "--report", "report.html");
    expect(again.status).toBe(5);
    const listed = await command("staged");
    expect(listed.status).toBe(5);
    expect(listed.out).toMatch(/^user +action +reason +held back since +account +object id\n/);
    expect(listed.out).toMatch(/\nuser4@contoso\.example +disable +Missing +\d{4}-/);
    expect(listed.out).toMatch(/3 removals held back\.\n$/);
    const json = (await command("staged", "--json")).out.trimEnd().split("\n");
    expect(json.map((line) => JSON.parse(line).sourceName)).toEqual([4, 5, 6].map((n) => `user${n}@contoso.example`));
    expect((await command("log", "provisioning.jsonl", "--action", "stagedDelete")).out).toMatch(/3 held back\n$/);
    const report = await readFile(join(company.cwd, "report.html"), "utf8");
    expect(report).toMatch(
      /<h2 id="held-back-heading">Held back<\/h2>.*user5@contoso\.example.*No longer in the directory/s,
    );
    expect((await provision("--allow-deletes")).status).toBe(0);
    expect((await command("staged")).status).toBe(0);
  });

  it("refuses a state file that is not there, and makes none", async () => {
    const { status, err } = await command("staged", "--state", "none.db");
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining("none.db") });
    expect((await command("staged", "--state", "none.db")).status).toBe(2);
  });
});
