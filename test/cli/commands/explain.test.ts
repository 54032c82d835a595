/** The command `explain`: the tree of an expression with the value of every part. */
import { describe, expect, it } from "vitest";
import { jsonLines, useExpressionFiles } from "../expressions/expression-files.ts";

const command = useExpressionFiles();

describe("explain", () => {
  const source = 'IIF([a]="x", Join("-", [b], "c"), [d])';

  it("shows the value of every node, and what was not evaluated", async () => {
    const { status, out } = await command("explain", source, "--attributes", '{"a":"x","b":"B"}');
    expect(status).toBe(0);
    expect(out).toBe(
      [
        `${source}  → "B-c"`,
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
    const [line] = jsonLines((await command("explain", source, "--attributes", '{"a":"y"}', "--json")).out);
    expect(line).toMatchObject({ tree: { kind: "call", state: "value", value: null, children: { length: 3 } } });
  });

  it("takes a user of the source", async () => {
    const user = ["--source", "users.csv", "--user", "user2@contoso.com"];
    const { status, out } = await command("explain", "--mapping", "mapping.json", ...user);
    expect(status).toBe(0);
    expect(out).toContain('user2@contoso.com  userName\n[mail]  → "user2@contoso.com"\n');
    expect(out).not.toContain("user1");
  });

  it("takes assumptions", async () => {
    const compare = ["explain", '[a]="X"', "--attributes", '{"a":"x"}'];
    expect((await command(...compare)).out).toContain("→ false");
    expect((await command(...compare, "--assume", "comparesCase=false")).out).toContain("→ true");
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
