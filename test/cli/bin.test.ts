/** The file that npm links as the command: what an old version of Node prints. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../../src/cli/bin.cjs", import.meta.url));

/** Runs the file in a Node that says it has another version. */
async function runAs(version: string): Promise<{ readonly status: number; readonly err: string }> {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" }); require(${JSON.stringify(BIN)})`;
  try {
    const { stderr } = await promisify(execFile)(process.execPath, ["-e", pretend]);
    return { status: 0, err: stderr };
  } catch (error) {
    return Object.assign(
      { status: -1, err: "" },
      { status: Reflect.get(Object(error), "code"), err: Reflect.get(Object(error), "stderr") },
    );
  }
}

describe("the command in an old version of Node", () => {
  it.each(["18.20.4", "22.12.0"])("%s prints one sentence and ends with 2", async (version) => {
    const { status, err } = await runAs(version);
    expect(status).toBe(2);
    expect(err).toMatch(/^error: proxyclick-scim needs Node\.js 22\.13 or later.*\n$/);
  });

  it("can be read by it", async () => {
    const { warnings } = await transform(await readFile(BIN, "utf8"), {
      target: "node12",
      format: "cjs",
      loader: "js",
    });
    expect(warnings).toEqual([]);
  });
});
