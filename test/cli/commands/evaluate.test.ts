/** The command `evaluate`: values of one expression, of a file and of a mapping. */
import { describe, expect, it } from "vitest";
import { jsonLines, useExpressionFiles } from "../expressions/expression-files.ts";

const command = useExpressionFiles();
const evaluate = (...args: readonly string[]) => command("evaluate", ...args);

describe("evaluate prints the value as JSON", () => {
  it.each<[string, string[], unknown]>([
    ["text", ['Append([mail], ".x")', "--attributes", '{"mail":"a@b.c"}'], "a@b.c.x"],
    [
      "the name of a guest, as cycles map it",
      ["[userPrincipalName]", "--attributes", '{"userPrincipalName":"ada_fabrikam.com#EXT#@contoso.onmicrosoft.com"}'],
      "ada@fabrikam.com",
    ],
    ["attributes from a file", ["[mail]", "--attributes-file", "ada.json"], "ada@contoso.com"],
    ["no value", ["[mail]"], null],
    ["what is assumed by default", ['Mid("abc", 5, 1)'], "abc"],
    ["what is assumed otherwise", ['Mid("abc", 5, 1)', "--assume", "midBeyondEnd=empty"], ""],
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
  it.each([
    ["Apend([a])", "Append"],
    ['If([a], "b", "c")', "IIF"],
  ])("for the function of %s, and names %s", async (expression, meant) => {
    const { status, err } = await evaluate(expression);
    expect(status).toBe(2);
    expect(err).toContain(`did you mean ${meant}?`);
  });

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
    ["for a misspelled assumption", ["[a]", "--assume", "midBeyondend=empty"], /did you mean midBeyondEnd\?/],
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

describe("evaluate for several expressions or users", () => {
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
      ["user1@contoso.com", "user1@contoso.com", "True", "Employee"],
      ["user2@contoso.com", "user2@contoso.com", "True", "Employee"],
    ]);
    const titles = await command("evaluate", "[jobTitle]", "--source", "users.csv");
    expect(titles.out).not.toContain("\u001b");
  });

  it("prints a user a line with --json", async () => {
    const { out } = await command("evaluate", "[jobTitle]", "--source", "users.csv", "--json");
    expect(jsonLines(out)).toEqual([
      expect.objectContaining({
        user: "user1@contoso.com",
        results: [{ expression: "[jobTitle]", value: "\u001b[31mLead" }],
      }),
      expect.objectContaining({
        user: "user2@contoso.com",
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
    expect(jsonLines(out)).toMatchObject([
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
