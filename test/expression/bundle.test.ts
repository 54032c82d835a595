import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const ROOM = new URL("../../src/expression/index.ts", import.meta.url).pathname;

/** What a web page loads that imports some names of the room. */
async function bundle(names: string): Promise<{ text: string; inputs: string[] }> {
  const result = await build({
    stdin: { contents: `export { ${names} } from ${JSON.stringify(ROOM)};`, resolveDir: "/" },
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
  it("loads less than 20 kB, gzipped", async () => {
    const { text } = await bundle("compileExpression, parseExpression, printExpression");
    expect(gzipSync(text, { level: 9 }).length).toBeLessThan(20 * 1024);
  });

  it("loads neither checks, nor explanations, nor documentation, nor a package", async () => {
    const { inputs } = await bundle("compileExpression");
    expect(inputs.filter((name) => /lint|explain|guide|mapping-source|node_modules/.test(name))).toEqual([]);
    expect(inputs.filter((name) => !/src\/expression\/|src\/errors|<stdin>/.test(name))).toEqual([]);
  });
});
