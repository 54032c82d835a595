import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { splitExpressions } from "../../../src/cli/expressions/read-expressions.ts";
import { run } from "../../../src/cli/program.ts";
import { csv } from "../company.ts";
import { world } from "../world.ts";

const mappingOf = (...attributeMappings: object[]) =>
  JSON.stringify({
    synchronizationRules: [
      { objectMappings: [{ sourceObjectName: "User", targetObjectName: "User", attributeMappings }] },
    ],
  });
const mapped = (targetAttributeName: string, expression: string, more: object = {}) => ({
  targetAttributeName,
  source: { type: "Function", expression },
  ...more,
});

let cwd = "";
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "expressions-"));
  const files = {
    "good.txt": '# two\nJoin(" ",\n  [givenName],\n  [surname])\n[mail]\n',
    "bad.txt": "[mail]\n\nAppend([mail]\n\nToUpper([mail])\n",
    "failing.txt": '[mail]\nFormatDateTime([mail], , "yyyy", "yyyy")\n',
    "mapping.json": mappingOf(
      mapped("userName", "[mail]", { matchingPriority: 1 }),
      mapped("active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'),
      mapped("title", "[physicalDeliveryOfficeName]", { defaultValue: "Employee" }),
    ),
    "wrong.json": mappingOf(mapped("userName", "Apend([mail])", { matchingPriority: 1 })),
    "users.csv": csv([{ number: 1, title: "\u001b[31mLead" }, { number: 2 }]).replaceAll("2@contoso", "2@fabrikam"),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
});
afterAll(() => rm(cwd, { recursive: true }));

async function command(...args: string[]) {
  const io = world({ cwd });
  const status = await run(io, args);
  return { status, out: io.stdout.text, err: io.stderr.text };
}

const lines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("a file of expressions", () => {
  it.each<[string, string, [number, string][]]>([
    [
      "has one a line",
      "[a]\r\n[b]\n",
      [
        [1, "[a]"],
        [2, "[b]"],
      ],
    ],
    [
      "goes on while parentheses are open",
      'Join("(",\n [a]\n)\n[b]',
      [
        [1, 'Join("(",\n [a]\n)'],
        [4, "[b]"],
      ],
    ],
    ["goes on while a text is open", 'Append([a], "x\ny\\")")', [[1, 'Append([a], "x\ny\\")")']]],
    [
      "loses no expression after one that is not closed",
      "Trim([a]\n\n[b]",
      [
        [1, "Trim([a]"],
        [3, "[b]"],
      ],
    ],
    ["has comments between expressions", "\ufeff# names\n\n[a]\n# more\n", [[3, "[a]"]]],
    ["may be empty", "\n\n", []],
  ])("%s", (_rule, text, expected) => {
    expect(splitExpressions(text).map(({ line, source }) => [line, source])).toEqual(expected);
  });
});

describe("lint", () => {
  it("prints severity, code, offset and a picture, and ends with status 1", async () => {
    const { status, out } = await command("lint", 'Join(" ", [givenName], [surnme])', "--source", "users.csv");
    expect(status).toBe(1);
    expect(out).toBe(
      [
        "error unknown_attribute at 23: The source has no attribute [surnme]; did you mean [surname]?",
        '  Join(" ", [givenName], [surnme])',
        "                         ^",
        "  fix: [surnme] → [surname]",
        "1 error, 0 warnings, 0 for information, in 1 expression",
        "",
      ].join("\n"),
    );
  });

  it.each<[string, string[], number]>([
    ["0 for an expression without objections", ["[mail]"], 0],
    ["0 for a name that the engine finds under another one", ["[mobile]", "--source", "users.csv"], 0],
    ["0 for names that no source has to carry", ["[IsSoftDeleted]", "--source", "users.csv"], 0],
    ["1 for a warning", ['join(" ", [a])'], 1],
    [
      "0 for a good schema",
      ["--mapping", fileURLToPath(new URL("../../../examples/contoso/mapping.json", import.meta.url))],
      0,
    ],
    ["1 for a schema that leaves out what the service requires", ["--mapping", "mapping.json"], 1],
    ["1 for a schema with a mistake", ["--mapping", "wrong.json"], 1],
    ["2 without an expression", [], 2],
    ["2 for two places", ["[a]", "--file", "good.txt"], 2],
    ["2 for a missing file", ["--file", "none.txt"], 2],
  ])("ends with status %s", async (_what, args, status) => {
    expect((await command("lint", ...args)).status).toBe(status);
  });

  it("prints one JSON document with --json, with file and line", async () => {
    const { status, out } = await command("lint", "--file", "bad.txt", "--json");
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      expressions: 3,
      counts: { error: 1, warning: 0, information: 0 },
      problems: [{ name: "bad.txt:3", severity: "error", code: "parse_error", offset: 13 }],
    });
  });
});

describe("explain", () => {
  const text = 'IIF([a]="x", Join("-", [b], "c"), [d])';

  it("shows the value of every node, and what was not evaluated", async () => {
    const { status, out } = await command("explain", text, "--attributes", '{"a":"x","b":"B"}');
    expect(status).toBe(0);
    expect(out).toBe(
      [
        `${text}  → "B-c"`,
        '  [a]="x"  → true',
        '    [a]  → "x"',
        '  Join("-", [b], "c")  → "B-c"',
        '    [b]  → "B"',
        "  [d]  (not evaluated)",
        "",
      ].join("\n"),
    );
  });

  it("prints a tree a line with --json", async () => {
    const [line] = lines((await command("explain", text, "--attributes", '{"a":"y"}', "--json")).out);
    expect(line).toMatchObject({ tree: { kind: "call", state: "value", value: null, children: { length: 3 } } });
  });

  it("takes a user of the source", async () => {
    const user = ["--source", "users.csv", "--user", "user2@fabrikam.example"];
    const { status, out } = await command("explain", "--mapping", "mapping.json", ...user);
    expect(status).toBe(0);
    expect(out).toContain('user2@fabrikam.example  userName\n[mail]  → "user2@fabrikam.example"\n');
    expect(out).not.toContain("user1");
  });

  it("ends with status 1 when the expression fails, and shows where", async () => {
    const { status, out } = await command("explain", 'FormatDateTime("x", , "yyyy", "yyyy")');
    expect(status).toBe(1);
    expect(out).toMatch(/ {2}failed: date_parse_error: /);
  });

  it("prints nothing when one expression of a file does not parse, and names its line", async () => {
    const { status, out, err } = await command("explain", "--file", "bad.txt");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error: bad\.txt:3: /);
  });

  it.each<[string, string[]]>([
    ["an expression that does not parse", ["Append([a]"]],
    ["a file that is not there", ["--file", "none.txt"]],
    ["a user that is not there", ["[mail]", "--source", "users.csv", "--user", "nobody"]],
  ])("ends with status 2 for %s", async (_what, args) => {
    expect((await command("explain", ...args)).status).toBe(2);
  });
});

describe("evaluate", () => {
  it("prints a table of a file's expressions", async () => {
    const attributes = ["--attributes", '{"givenName":"Ada","surname":"L","mail":"a@b.c"}'];
    const { status, out } = await command("evaluate", "--file", "good.txt", ...attributes);
    expect([status, out]).toEqual([0, "expression  value\ngood.txt:2  Ada L\ngood.txt:5  a@b.c\n"]);
  });

  it("prints a row for each user and a column for each mapping, with default values and without escape codes", async () => {
    const { status, out } = await command("evaluate", "--mapping", "mapping.json", "--source", "users.csv");
    expect(status).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ["user", "userName", "active", "title"],
      ["user1@contoso.example", "user1@contoso.example", "True", "Employee"],
      ["user2@fabrikam.example", "user2@fabrikam.example", "True", "Employee"],
    ]);
    const titles = await command("evaluate", "[jobTitle]", "--source", "users.csv");
    expect(titles.out).not.toContain("\u001b");
  });

  it("prints a user a line with --json", async () => {
    const { out } = await command("evaluate", "[jobTitle]", "--source", "users.csv", "--json");
    expect(lines(out)).toEqual([
      expect.objectContaining({
        user: "user1@contoso.example",
        results: [{ expression: "[jobTitle]", value: "\u001b[31mLead" }],
      }),
      expect.objectContaining({
        user: "user2@fabrikam.example",
        results: [{ expression: "[jobTitle]", value: "Engineer" }],
      }),
    ]);
  });

  it("goes on after an expression that fails for a user, and ends with status 1", async () => {
    const { status, out } = await command(
      "evaluate",
      "--file",
      "failing.txt",
      "--attributes",
      '{"mail":"a@b.c"}',
      "--json",
    );
    expect(status).toBe(1);
    expect(lines(out)).toMatchObject([
      { expression: "failing.txt:1", value: "a@b.c" },
      { expression: "failing.txt:2", error: { code: "date_parse_error" } },
    ]);
  });

  it("ends with status 2 for an expression of a file that does not parse, and names its line", async () => {
    const { status, out, err } = await command("evaluate", "--file", "bad.txt");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error: bad\.txt:3: .*\nAppend\(\[mail\]\n *\^\n$/);
  });
});
