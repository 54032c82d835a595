import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/program.ts";
import { world } from "../world.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "evaluate-"));
  await writeFile(join(directory, "ada.json"), '\ufeff{"mail":"ada@contoso.example"}');
  await writeFile(join(directory, "broken.json"), '{"mail":');
});
afterAll(() => rm(directory, { recursive: true }));

async function evaluate(...args: string[]) {
  const io = world({ cwd: directory });
  const status = await run(io, ["evaluate", ...args]);
  return { status, out: io.stdout.text, err: io.stderr.text };
}

describe("evaluate prints the value as JSON", () => {
  it.each<[string, string[], unknown]>([
    ["text", ['Append([mail], ".x")', "--attributes", '{"mail":"a@b.c"}'], "a@b.c.x"],
    ["attributes from a file", ["[mail]", "--attributes-file", "ada.json"], "ada@contoso.example"],
    ["no value", ["[mail]"], null],
    ["a boolean", ["Not([IsSoftDeleted])", "--attributes", '{"IsSoftDeleted":true}'], false],
    ["a flow symbol by its name", ["IgnoreFlowIfNullOrEmpty([mail])"], "IgnoreAttributeFlow"],
  ])("%s", async (_kind, args, value) => {
    const { status, out, err } = await evaluate(...args);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(out)).toEqual(value);
  });
});

describe("evaluate ends with status 2", () => {
  it.each<[string, string[], RegExp]>([
    [
      "for an expression that does not parse, with a picture",
      ["Append([mail]"],
      /^error: .*\nAppend\(\[mail\]\n *\^\n$/,
    ],
    ["for attributes that are not JSON", ["[mail]", "--attributes", "{mail}"], /^error: --attributes is not JSON/],
    ["for attributes that are no object", ["[mail]", "--attributes", "[]"], /must be a JSON object/],
    ["for a value that no directory has", ["[a]", "--attributes", '{"a":{"b":1}}'], /the attribute a must be a string/],
    ["for a file that is not JSON", ["[a]", "--attributes-file", "broken.json"], /^error: broken.json is not JSON/],
    [
      "for a missing file",
      ["[a]", "--attributes-file", "x.json"],
      /cannot read the attributes file x.json: no such file/,
    ],
    ["for two sources of attributes", ["[a]", "--attributes", "{}", "--attributes-file", "x"], /cannot be used with/],
    ["for a time in another form", ["[a]", "--now", "yesterday"], /Expected a date in ISO 8601 form/],
    [
      "without an expression",
      [],
      /^error: give one source of expressions: an argument, --file FILE or --mapping FILE\n$/,
    ],
  ])("%s", async (_why, args, message) => {
    const { status, out, err } = await evaluate(...args);
    expect(err).toMatch(message);
    expect([status, out]).toEqual([2, ""]);
  });
});
