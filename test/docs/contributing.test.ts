/** The walkthroughs in CONTRIBUTING.md name files and functions that exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./code-blocks.ts";

const PAGE = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");

/** Each file below `src` that the page names, with the function in parentheses after it. */
const NAMED = [...PAGE.matchAll(/`([\w-]+(?:\/[\w-]+)+\.ts)`(?: \(`(\w+)`\))?/g)].map(
  ([, file = "", name]) => [file, name] as const,
);

describe("CONTRIBUTING.md", () => {
  it("describes a request and a cycle", () => {
    expect(NAMED.length).toBeGreaterThan(15);
  });

  it.each(NAMED.filter(([file]) => !/^(?:test|scripts)\//.test(file)))("names %s (%s)", (file, name) => {
    const path = join(ROOT, "src", file);
    expect(existsSync(path)).toBe(true);
    if (name !== undefined) expect(readFileSync(path, "utf8")).toMatch(new RegExp(`\\b${name}\\(`));
  });
});
