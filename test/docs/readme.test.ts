/**
 * The README keeps what it promises: each piece of code works when it is pasted, and the command prints what is shown.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeBlocks, type Page, ROOT, readPage } from "./code-blocks.ts";
import { runPage } from "./run.ts";

const README = readPage("README.md");

/** Each piece as a page of its own: it sees nothing of the others. */
const pieces: readonly Page[] = codeBlocks(README).map(({ line, code }) => ({
  path: `README-${line}`,
  text: `\`\`\`ts\n${code}\n\`\`\``,
}));

describe("the README", () => {
  it("has three pieces of code, whole as they are", () => {
    expect(pieces).toHaveLength(3);
    expect(README.text).not.toContain("<!-- ts");
  });

  it.each(pieces)("$path prints what it says when it is pasted", { timeout: 30_000 }, async (piece) => {
    const { printed, promised } = await runPage(piece);
    expect(promised.length).toBeGreaterThan(0);
    expect(printed).toEqual(promised);
  });

  it("shows what the demo prints", { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "demo-"));
    const main = join(ROOT, "src/cli/main.ts");
    const printed = execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", main, "demo"], {
      cwd: folder,
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true });
    const shown = /npm ci && npm start\n```[\s\S]*?\n```\n([\s\S]*?)\n```/.exec(README.text)?.[1]?.split("\n") ?? [];
    expect(shown.length).toBeGreaterThan(20);
    const lines = new Set(printed.split("\n"));
    expect(shown.filter((line) => line.trim() !== "…" && !lines.has(line))).toEqual([]);
  });
});
