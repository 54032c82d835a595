/** Where the secret token comes from, and which tokens are rejected. */
import { beforeEach, describe, expect, it } from "vitest";
import { readToken } from "../../../src/cli/options/secret-token.ts";
import { testIo } from "../../support/command.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
beforeEach(() => void folder.write("token", "from-file\r\n"));

describe("the secret token", () => {
  it.each([
    ["--token", { token: "from-option" }, "from-option"],
    ["--token -", { token: "-" }, "from-input"],
    ["--token-file, without its line break", { tokenFile: "token" }, "from-file"],
    ["PROXYCLICK_TOKEN", {}, "from-environment"],
  ])("comes from %s", async (_where, options, expected) => {
    const io = testIo({ env: { PROXYCLICK_TOKEN: "from-environment" }, stdin: "from-input\n", cwd: folder.path });
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
    const outcome = await readToken(testIo({ cwd: folder.path }), options).catch((error: Error) => error.message);
    expect(outcome).toMatch(message);
    expect(outcome).not.toMatch(/s3cr/);
  });
});
