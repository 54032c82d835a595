/** The code that people read and copy: it compiles, and what has all it needs is run. */
import { describe, expect, it } from "vitest";
import { codeBlocks, guides, isRunnable, moduleOf, readPage } from "./code-blocks.ts";
import { problemsOf, writeModule } from "./compile.ts";
import { docstringExamples } from "./docstrings.ts";
import { runPage } from "./run.ts";

const pages = guides().filter((page) => codeBlocks(page).length > 0);
const readme = codeBlocks(readPage("README.md")).map(({ line, code }) => ({ name: `README.md:${line}`, code }));

const modules = [
  ...pages.map((page) => ({ name: page.path, code: moduleOf(page) })),
  ...readme,
  ...docstringExamples(),
].map(({ name, code }) => ({ name, file: writeModule(name, code) }));

describe("the code of README, guides and docstrings", () => {
  const problems = problemsOf(modules.map(({ file }) => file));

  it.each(modules)("$name compiles", ({ file }) => {
    expect((problems.get(file) ?? []).join("\n")).toBe("");
  });
});

describe("the code of the guides", () => {
  it.each(pages.filter(isRunnable))("$path prints what it says", { timeout: 30_000 }, async (page) => {
    const { printed, promised } = await runPage(page);
    expect(printed).toEqual(promised);
  });
});
