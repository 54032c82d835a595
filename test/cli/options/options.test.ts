import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  parseBasePath,
  parseCountry,
  parseDate,
  parseDuration,
  parseInteger,
  parseThreshold,
} from "../../../src/cli/options/option-values.ts";
import { parseJson, readTextFile } from "../../../src/cli/options/read-file.ts";
import { readToken } from "../../../src/cli/options/secret-token.ts";
import { world } from "../world.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "options-"));
  await writeFile(join(directory, "token"), "from-file\r\n");
});
afterAll(() => rm(directory, { recursive: true }));

describe("the secret token", () => {
  it.each([
    ["--token", { token: "from-option" }, "from-option"],
    ["--token -", { token: "-" }, "from-input"],
    ["--token-file, without its line break", { tokenFile: "token" }, "from-file"],
    ["PROXYCLICK_TOKEN", {}, "from-environment"],
  ])("comes from %s", async (_where, options, expected) => {
    const io = world({ env: { PROXYCLICK_TOKEN: "from-environment" }, stdin: "from-input\n", cwd: directory });
    await expect(readToken(io, options)).resolves.toBe(expected);
  });

  it.each([
    ["none is given", {}, /give --token, --token-file or PROXYCLICK_TOKEN/],
    ["it is empty", { token: " " }, /--token is empty/],
    ["it has a space inside", { token: "s3cret s3cret" }, /spaces/],
    ["it has a line break inside", { token: "s3cret\ns3cret" }, /line breaks/],
    ["it has other characters", { token: "s3crét" }, /ASCII/],
    ["it is far too long", { token: "s3cret".repeat(10_000) }, /characters/],
    ["the file is missing", { tokenFile: "missing" }, /cannot read the token file missing: no such file/],
    ["standard input is empty", { token: "-" }, /standard input is empty/],
  ])("is refused when %s, and not repeated", async (_case, options, message) => {
    const outcome = await readToken(world({ cwd: directory }), options).catch((error: Error) => error.message);
    expect(outcome).toMatch(message);
    expect(outcome).not.toMatch(/s3cr/);
  });
});

describe("values of options", () => {
  it.each<[string, (text: string) => unknown, string, unknown]>([
    ["a duration in minutes", parseDuration, "40m", 2_400_000],
    ["a duration in seconds", parseDuration, "1s", 1_000],
    ["a threshold", parseThreshold, "25", 25],
    ["no threshold", parseThreshold, "off", "off"],
    ["a threshold of nothing", parseThreshold, "0", 0],
    ["a whole number", parseInteger(0, 10), "10", 10],
    ["a country in small letters", parseCountry, "be", "BE"],
    ["a base path with a slash at the end", parseBasePath, "/scim/v2/", "/scim/v2"],
    ["the root as base path", parseBasePath, "/", ""],
    ["an instant", parseDate, "2026-03-01T09:00:00+01:00", new Date("2026-03-01T08:00:00Z")],
  ])("reads %s", (_what, read, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each<[string, (text: string) => unknown, string]>([
    ["a duration without unit", parseDuration, "40"],
    ["a duration of nothing", parseDuration, "0m"],
    ["a duration beyond the timers of the platform", parseDuration, "25d"],
    ["a duration below zero", parseDuration, "-1m"],
    ["a threshold below zero", parseThreshold, "-1"],
    ["a number with a fraction", parseInteger(0, 10), "1.5"],
    ["a number above the bound", parseInteger(0, 65_535), "65536"],
    ["a country that is none", parseCountry, "XX"],
    ["a country by name", parseCountry, "toString"],
    ["a base path without slash", parseBasePath, "scim"],
    ["a base path with a query", parseBasePath, "/scim?x"],
    ["a date in another form", parseDate, "1 March 2026"],
    ["a date that is none", parseDate, "2026-13-01"],
  ])("refuses %s", (_what, read, text) => {
    expect(() => read(text)).toThrow(/^Expected/);
  });
});

describe("files that options name", () => {
  it.each([
    ["a missing file", "nowhere", /cannot read the mapping nowhere: no such file/],
    ["a directory", ".", /it is a directory/],
  ])("%s is named with the reason", async (_what, path, message) => {
    await expect(readTextFile(world({ cwd: directory }), path, "mapping")).rejects.toThrow(message);
  });

  it("JSON may begin with a byte order mark, and what is no JSON is named", () => {
    expect(parseJson("\ufeff[1]", "x")).toEqual([1]);
    expect(() => parseJson("{", "--attributes")).toThrow(/^--attributes is not JSON/);
  });
});
