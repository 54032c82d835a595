import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it, onTestFinished } from "vitest";

const ROOM = new URL("../../src/expression/index.ts", import.meta.url).pathname;

/**
 * What a web page loads that imports some names of the room, or of a file that holds all of the room, as the package
 * does.
 */
async function bundle(names: string, room = ROOM): Promise<{ text: string; inputs: string[] }> {
  const result = await build({
    stdin: { contents: `export { ${names} } from "room";`, resolveDir: "/" },
    alias: { room },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    metafile: true,
  });
  const [file] = result.outputFiles;
  const inputs = Object.values(result.metafile.outputs).flatMap(({ inputs: used }) =>
    Object.entries(used).flatMap(([name, { bytesInOutput }]) => (bytesInOutput > 0 ? [name] : [])),
  );
  return { text: file?.text ?? "", inputs };
}

describe("a page that evaluates expressions", () => {
  it.each([["compileExpression"], ["compileExpression, parseExpression, printExpression"]])(
    "loads less than 24 kB, gzipped, for %s",
    async (names) => {
      const { text } = await bundle(names);
      expect(gzipSync(text).length).toBeLessThan(24_000);
    },
  );

  it("loads no more of a package, where all of the room is one file", async () => {
    const directory = mkdtempSync(join(tmpdir(), "expression-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const whole = join(directory, "whole.js");
    await build({ entryPoints: [ROOM], bundle: true, format: "esm", target: "es2024", outfile: whole });
    const { text } = await bundle("compileExpression, parseExpression, printExpression", whole);
    expect(gzipSync(text).length).toBeLessThan(24_000);
  });

  it("loads neither checks, nor explanations, nor documentation, nor a package", async () => {
    const { inputs } = await bundle("compileExpression");
    expect(inputs.filter((name) => /lint|explain|guide|mapping-source|node_modules/.test(name))).toEqual([]);
    expect(inputs.filter((name) => !/src\/expression\/|src\/errors|<stdin>/.test(name))).toEqual([]);
  });
});
