/** The command `lint`: problems of expressions and mappings, and its exit status. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../support/command.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";
import { useExpressionFiles } from "../expressions/expression-files.ts";

const command = useExpressionFiles();
const folder = useTemporaryFolder();

describe("lint --profile", () => {
  it("checks the requirements of the service, and not those of Proxyclick", async () => {
    const source = { expression: "[userPrincipalName]" };
    const attributeMappings = [{ targetAttributeName: "userName", matchingPriority: 1, source }];
    folder.write(
      "user-name.json",
      JSON.stringify({ synchronizationRules: [{ objectMappings: [{ sourceObjectName: "User", attributeMappings }] }] }),
    );
    const lint = (...args: string[]) =>
      runCommand(["lint", "--mapping", "user-name.json", ...args], { cwd: folder.path });
    expect((await lint()).out).toContain("missing_name");
    expect((await lint("--profile", "full")).out).not.toContain("missing_name");
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
