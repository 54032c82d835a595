/** What a page pays that imports one room: bundled and minified as an application would, compressed as a server would. */
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

async function bundle(entry: string) {
  const { outputFiles, metafile } = await build({
    entryPoints: [resolve(import.meta.dirname, "../../src", entry)],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    write: false,
    metafile: true,
  });
  const packages = Object.keys(metafile.inputs).filter((file) => file.includes("node_modules"));
  const [file] = outputFiles;
  return { packages, bytes: gzipSync(file?.contents ?? "").length };
}

describe("bundled for a browser", () => {
  it.each([
    ["filter/index.ts", 6000],
    ["patch/index.ts", 14_000],
  ])("%s needs no package and at most %i bytes, compressed", async (entry, limit) => {
    const { packages, bytes } = await bundle(entry);
    expect(packages).toEqual([]);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(limit);
  });
});
