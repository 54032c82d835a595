/** Appending to a log file: crashes, failed writes, and files that are not a log. */
import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { jsonlLog } from "../../../src/files/index.ts";
import { entry } from "../../../src/testing/contracts/sample-records.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
let path: string;
beforeEach(() => {
  path = folder.file("log.jsonl");
});

const lines = () => readFileSync(path, "utf8").split("\n").slice(0, -1);

describe("a log of JSON lines", () => {
  it("has one entry a line, in order, appended across openings", async () => {
    const first = await jsonlLog(path);
    expect(await first.lastEntryId()).toBeUndefined();
    await first.append([entry("e1"), entry("e2")]);
    await first.close();
    const second = await jsonlLog(path);
    expect(await second.lastEntryId()).toBe("e2");
    await second.append([entry("e3")]);
    expect(await second.lastEntryId()).toBe("e3");
    await second.close();
    expect(lines().map((line) => JSON.parse(line))).toEqual([entry("e1"), entry("e2"), entry("e3")]);
  });

  it.each([0, 1, 100, 70_000])("cuts a torn tail of %i characters off", async (length) => {
    const log = await jsonlLog(path);
    await log.append([entry("e1"), entry("e2")]);
    await log.close();
    appendFileSync(path, "x".repeat(length));
    const again = await jsonlLog(path);
    expect(await again.lastEntryId()).toBe("e2");
    await again.append([entry("e3")]);
    await again.close();
    expect(lines().map((line) => JSON.parse(line).id)).toEqual(["e1", "e2", "e3"]);
  });

  it("cuts a file that holds nothing but a torn line to nothing", async () => {
    writeFileSync(path, '{"id":"e1"');
    const log = await jsonlLog(path);
    expect(await log.lastEntryId()).toBeUndefined();
    await log.close();
    expect(statSync(path).size).toBe(0);
  });

  it("cuts off what an append left behind that failed, and tells what was written whole", async () => {
    const log = await jsonlLog(path);
    await log.append([entry("e1")]);
    const handle = await open(path, "r");
    const half = `${JSON.stringify(entry("e2"))}\n${JSON.stringify(entry("e3")).slice(0, 50)}`;
    const failing = vi.spyOn(Object.getPrototypeOf(handle), "appendFile").mockImplementationOnce(async () => {
      appendFileSync(path, half);
      throw new Error("ENOSPC: no space left on device");
    });
    await expect(log.append([entry("e2"), entry("e3")])).rejects.toThrow(/no space left/);
    failing.mockRestore();
    await handle.close();
    expect(await log.lastEntryId()).toBe("e2");
    await log.append([entry("e3")]);
    await log.close();
    expect(lines().map((line) => JSON.parse(line).id)).toEqual(["e1", "e2", "e3"]);
  });

  it("finds the last line when it is longer than what is read at a time", async () => {
    const long = { ...entry("e2"), changeId: "x".repeat(200_000) };
    const log = await jsonlLog(path);
    await log.append([entry("e1"), long]);
    await log.close();
    const again = await jsonlLog(path);
    expect(await again.lastEntryId()).toBe("e2");
    await again.close();
  });

  it("completes an entry that lacks only its line break", async () => {
    const log = await jsonlLog(path);
    await log.append([entry("e1"), entry("e2")]);
    await log.close();
    writeFileSync(path, readFileSync(path, "utf8").trimEnd());
    const again = await jsonlLog(path);
    expect(await again.lastEntryId()).toBe("e2");
    await again.append([entry("e3")]);
    await again.close();
    expect(lines().map((line) => JSON.parse(line).id)).toEqual(["e1", "e2", "e3"]);
  });

  it.each([1, 5, 8, 20, 60, 150, 450, 600])("cuts an only entry that is torn after %i characters", async (length) => {
    writeFileSync(path, JSON.stringify(entry("e1")).slice(0, length));
    const log = await jsonlLog(path);
    await log.append([entry("e2")]);
    await log.close();
    expect(lines().map((line) => JSON.parse(line))).toEqual([entry("e2")]);
  });

  const graph = JSON.stringify({
    ...entry("g1"),
    initiatedBy: { id: "", displayName: "Azure AD Provisioning Service", initiatorType: "system" },
  });

  it.each([
    ["a response of Graph in one line", `{"@odata.context":"x","value":[${graph}]}`],
    ["an entry of Graph in one line", graph],
    ["entries of Graph, one a line", `${graph}\n${graph}\n`],
    ["an entry of Graph that was cut", graph.slice(0, -60)],
    ["an entry of Graph that was cut early", '{"id":"1","activityDateTime":"2026-03-01T08:00:00Z","jobId":"scim.1.2"'],
    ["a user in one line", '{"id":"1","displayName":"Ada"}'],
    ["a user that was cut", '{"id":"1","displayName":"Ad'],
    ["users, one a line", '{"id":"1","displayName":"Ada"}\n{"id":"2"}\n'],
    ["a list", "[]"],
    ["an empty line", "\n"],
    ["other lines before an entry", `{"level":"info"}\n${JSON.stringify(entry("e1"))}\n`],
    ["other lines after an entry", `${JSON.stringify(entry("e1"))}\n{"level":"info"}\n`],
    ["a text without a line break at its end", "id,mail\n1,ada@contoso.com"],
    ["a text of one line", "id,mail"],
    ["JSON lines of another program", '{"level":"info"}\n'],
    ["a database", "SQLite format 3\u0000\n\u0000\u0001"],
  ])("refuses %s and leaves it as it is", async (_what, text) => {
    writeFileSync(path, text);
    await expect(jsonlLog(path)).rejects.toMatchObject({ code: "invalid_log", message: expect.stringContaining(path) });
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("is readable by its owner only", async () => {
    const log = await jsonlLog(path);
    await log.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["a folder that does not exist", () => folder.file("none/log.jsonl")],
    ["a folder in the place of the file", () => folder.path],
  ])("refuses %s with a clear error", async (_what, make) => {
    await expect(jsonlLog(make())).rejects.toMatchObject({
      code: "invalid_log",
      message: expect.stringContaining(make()),
    });
  });
});
