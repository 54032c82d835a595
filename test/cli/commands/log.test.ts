/** The command `log`: selection and rendering of log entries. */
import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { interruption } from "../../../src/cli/process/io.ts";
import { run } from "../../../src/cli/program.ts";
import { jsonlLog } from "../../../src/files/index.ts";
import type { ProvisioningLogEntry } from "../../../src/provisioning/index.ts";
import { runCommand, testIo, withoutFormat } from "../../support/command.ts";
import { identity, logEntry } from "../../support/log-entries.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();

const created: ProvisioningLogEntry = logEntry({
  id: "e1",
  activityDateTime: "2026-03-01T08:00:00.000Z",
  cycleId: "first",
  sourceIdentity: identity("1", "ada@contoso.com"),
  targetIdentity: identity(""),
  modifiedProperties: [{ displayName: "userName", oldValue: null, newValue: "ada@contoso.com" }],
});
const refused: ProvisioningLogEntry = logEntry({
  id: "e2",
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
});

beforeEach(async () => {
  const log = await jsonlLog(folder.file("company.jsonl"));
  await log.append([created, refused]);
  await log.close();
});

const log = (...args: readonly string[]) => runCommand(["log", ...args], { cwd: folder.path });

describe("log", () => {
  it("shows entries as a table, and how many they are", async () => {
    const { status, out, err } = await log("company.jsonl");
    expect(status).toBe(0);
    expect(err).toBe(`${folder.file("company.jsonl")}: read as a log of proxyclick-scim\n`);
    const lines = out.split("\n");
    expect(lines[0]).toMatch(/^time +what +user +account +details$/);
    expect(lines[1]).toMatch(/^2026-03-01T08:00:00.000Z +create +ada@contoso.com +userName$/);
    expect(lines[2]).toMatch(
      /^2026-03-02T08:00:00.000Z +update failed +bob\\u202egnp @contoso.com +bob +EntryConflict: The/,
    );
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
    [["--cycle", "first"], ["e1"]],
    [["--cycle", "last"], ["e2"]],
    [["--cycle", "unknown"], []],
    [["--status", "success", "--user", "bob"], []],
  ])("picks entries: %j", async (args, ids) => {
    const { status, out, err } = await log("company.jsonl", "--json", ...args);
    const found = out.split("\n").filter((line) => line !== "");
    expect(found.map((line) => JSON.parse(line).id)).toEqual(ids);
    expect(status).toBe(0);
    expect(withoutFormat(err)).toMatch(ids.length === 1 ? /^1 entry: / : /^0 entries\n$/);
  });

  it("prints entries as JSON that has lost nothing", async () => {
    const { out } = await log("company.jsonl", "--json", "--user", "bob");
    expect(JSON.parse(out)).toEqual(refused);
  });

  it("reads a log that is being written, and says what is not finished", async () => {
    appendFileSync(folder.file("company.jsonl"), '{"id":"e3","acti');
    for (const args of [[], ["--cycle", "last"]]) {
      const { status, out, err } = await log("company.jsonl", ...args);
      expect(status).toBe(0);
      expect(out).toContain("update failed");
      expect(err.match(/warning: line 3/g)).toHaveLength(1);
    }
  });

  it("reads the log that provision writes by default", async () => {
    const own = await jsonlLog(folder.file("provisioning.jsonl"));
    await own.append([created]);
    await own.close();
    expect((await log()).out).toContain("1 entry: 1 create");
  });

  it.each<[string, readonly string[]]>([
    ["no file, where there is none of the default name", []],
    ["a file that is not there", ["none.jsonl"]],
    ["a file that is no log", ["users.csv"]],
    ["an unknown action", ["company.jsonl", "--action", "destroy"]],
    ["an unknown status", ["company.jsonl", "--status", "fine"]],
    ["a time that is none", ["company.jsonl", "--from", "yesterday"]],
    ["an end that is none", ["company.jsonl", "--to", "2026-13-01"]],
  ])("refuses %s with status 2 and a message", async (_what, args) => {
    folder.write("users.csv", "id,mail\n1,ada@contoso.com\n");
    const { status, err } = await log(...args);
    expect(status).toBe(2);
    expect(err).toMatch(/^error: /);
  });

  it.each([[], ["--user", "nobody"], ["--report", "report.html"]])("ends when it is stopped: %j", async (...args) => {
    const io = testIo({ cwd: folder.path });
    io.stop.abort(interruption("SIGINT"));
    expect(await run(io, ["log", "company.jsonl", ...args])).toBe(130);
    expect(readdirSync(folder.path)).toEqual(["company.jsonl"]);
  });
});

describe("log --report", () => {
  const ENTRA = {
    id: "g1",
    activityDateTime: "2026-03-03T08:00:00Z",
    provisioningAction: "disable",
    provisioningStatusInfo: { status: "success", errorInformation: null },
    sourceIdentity: { id: "3", displayName: "cleo@contoso.com" },
    targetIdentity: { id: "t3", displayName: "cleo" },
    initiatedBy: { id: "", displayName: "Azure AD Provisioning Service", initiatingType: "system" },
  };
  const report = (...args: readonly string[]) => log(...args, "--report", "report.html");
  /** The users in the list of changes. */
  const users = () =>
    [
      ...readFileSync(folder.file("report.html"), "utf8").matchAll(
        /<script type="application\/json"[^>]*>(.*?)<\/script>/gs,
      ),
    ]
      .flatMap(([, rows = ""]) => JSON.parse(rows))
      .map(([, user]) => user);

  it("writes the entries of our log and of Entra's as one page in place of the table", async () => {
    folder.write("entra.jsonl", `${JSON.stringify(ENTRA)}\n`);
    const { status, out, err } = await report("company.jsonl", "entra.jsonl");
    expect([status, out]).toEqual([0, "3 entries: 1 create, 1 update failed, 1 disable\n"]);
    expect(err.match(/: read as /g)).toHaveLength(2);
    expect(users()).toEqual(["ada@contoso.com", "bob[U+202E]gnp␊@contoso.com", "cleo@contoso.com"]);
    expect(readFileSync(folder.file("report.html"), "utf8")).toContain("3 log entries, from 2026-03-01 08:00:00 UTC");
  });

  it.each<[readonly string[], readonly unknown[]]>([
    [["--user", "1"], ["ada@contoso.com"]],
    [["--status", "failure"], [expect.stringContaining("bob")]],
    [["--from", "2026-03-02"], [expect.stringContaining("bob")]],
    [["--cycle", "first"], ["ada@contoso.com"]],
    [["--cycle", "last"], [expect.stringContaining("bob")]],
    [["--action", "delete"], []],
  ])("holds what is selected: %j", async (args, expected) => {
    expect((await report("company.jsonl", ...args)).status).toBe(0);
    expect(users()).toEqual(expected);
  });

  it("replaces a report, and nothing else", async () => {
    await report("company.jsonl");
    expect(await report("company.jsonl", "--user", "1")).toMatchObject({ status: 0, out: "1 entry: 1 create\n" });
    expect(users()).toEqual(["ada@contoso.com"]);
    const before = readFileSync(folder.file("company.jsonl"));
    const { status, err } = await log("company.jsonl", "--report", "company.jsonl");
    expect([status, err]).toEqual([2, expect.stringContaining("is not a report of this package")]);
    expect(readFileSync(folder.file("company.jsonl"))).toEqual(before);
  });

  it.each<[string, readonly string[], string]>([
    ["a folder", ["--report", "."], "is a folder"],
    ["a folder that is not there", ["--report", "none/report.html"], "cannot write into the folder"],
    ["JSON lines as well", ["--report", "report.html", "--json"], "cannot be used with"],
    ["a log that cannot be read", ["none.jsonl", "--report", "report.html"], "none.jsonl"],
  ])("refuses %s with status 2 and leaves no page", async (_what, args, message) => {
    const { status, err } = await log("company.jsonl", ...args);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(folder.file("report.html"))).toBe(false);
  });
});
