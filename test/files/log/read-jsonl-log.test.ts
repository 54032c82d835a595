/** Reading a log file: order, and lines that are rejected. */
import { appendFileSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { jsonlLog, readJsonlLog } from "../../../src/files/index.ts";
import { collect, entry } from "../../../src/testing/contracts/sample-records.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
let path: string;
beforeEach(() => {
  path = folder.file("log.jsonl");
});

const line = (id: string) => `${JSON.stringify(entry(id))}\n`;

describe("reading a log of JSON lines", () => {
  it("gives what was appended, in order, whatever the length of the lines", async () => {
    const written = [entry("e1"), { ...entry("e2"), changeId: "ß".repeat(100_001) }, entry("e3")];
    const log = await jsonlLog(path);
    await log.append(written);
    await log.close();
    expect(await collect(readJsonlLog(path))).toEqual(written);
  });

  it("gives nothing of an empty file", async () => {
    writeFileSync(path, "");
    expect(await collect(readJsonlLog(path))).toEqual([]);
  });

  it.each([
    ["a line that is no JSON", "{oops\n", "line 3 is no JSON"],
    ["an empty line", "\n", "line 3 is no JSON"],
    ["a line of another program", '{"level":"info"}\n', "line 3 is not an entry"],
    ["a list", "[]\n", "line 3 is not an entry"],
    ["a torn line", line("e3").slice(0, 40), "line 3 was left unfinished"],
    ["a line without its end", "x".repeat(17 * 1024 * 1024), "line 3 is longer than"],
  ])("gives the entries before %s, then an error with its number", async (_what, text, message) => {
    writeFileSync(path, line("e1") + line("e2"));
    appendFileSync(path, text);
    const met: string[] = [];
    const reading = async () => {
      for await (const { id } of readJsonlLog(path)) met.push(id);
    };
    await expect(reading()).rejects.toMatchObject({ code: "invalid_log", message: expect.stringContaining(message) });
    expect(met).toEqual(["e1", "e2"]);
  });

  it.each([
    ["a file that is not there", () => folder.file("none.jsonl")],
    ["a folder", () => folder.path],
  ])("refuses %s", async (_what, make) => {
    await expect(collect(readJsonlLog(make()))).rejects.toMatchObject({
      code: "invalid_log",
      message: expect.stringContaining(make()),
    });
  });
});
