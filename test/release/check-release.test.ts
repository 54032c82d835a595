/** A tag is published only when version, lock file, changelog and tag agree. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Release, releaseProblems } from "../../scripts/check-release.ts";

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.2.0] - 2026-11-23

### Added

- Something.

## [1.1.0] - 2026-10-01

### Fixed

- Something else.
`;
const LINKS = {
  author: "Ada Lovelace",
  bugs: { url: "https://github.com/ada/name/issues" },
  homepage: "https://github.com/ada/name#readme",
  repository: "github:ada/name",
};
const GOOD: Release = {
  version: "1.2.0",
  locked: "1.2.0",
  links: LINKS,
  changelog: CHANGELOG,
  tag: "v1.2.0",
};

describe("a release", () => {
  it.each<[string, Partial<Release>]>([
    ["with the same version everywhere", {}],
    ["without a tag yet", { tag: undefined }],
    [
      "that is a prerelease",
      {
        version: "1.2.0-beta.1",
        locked: "1.2.0-beta.1",
        tag: "v1.2.0-beta.1",
        changelog: CHANGELOG.replace("[1.2.0]", "[1.2.0-beta.1]"),
      },
    ],
  ])("%s can be published", (_, change) => {
    expect(releaseProblems({ ...GOOD, ...change })).toEqual([]);
  });

  it.each<[string, Partial<Release>, string]>([
    ["with another tag", { tag: "v1.2.1" }, "the tag is v1.2.1"],
    ["with a tag without v", { tag: "1.2.0" }, "the tag is 1.2.0"],
    ["with an invalid version", { version: "next", locked: "next", tag: "vnext" }, '"next" is not a version'],
    ["with an old lock file", { locked: "1.1.0" }, "package-lock.json has version 1.1.0"],
    ["without a repository", { links: { ...LINKS, repository: undefined } }, "no repository"],
    ["whose author is a placeholder", { links: { ...LINKS, author: "OWNER" } }, "author still has the placeholder"],
    [
      "whose repository is a placeholder",
      { links: { ...LINKS, repository: { type: "git", url: "git+https://github.com/OWNER/name.git" } } },
      "repository still has the placeholder OWNER",
    ],
    ["without a section of the changelog", { version: "1.3.0", locked: "1.3.0", tag: "v1.3.0" }, "section [1.3.0]"],
    ["without [Unreleased]", { changelog: CHANGELOG.replace("## [Unreleased]\n", "") }, "[Unreleased]"],
    [
      "with remaining entries in [Unreleased]",
      { changelog: CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- New.\n") },
      "still has entries",
    ],
    ["without a date", { changelog: CHANGELOG.replace(" - 2026-11-23", "") }, "needs a date"],
    ["with an invalid date", { changelog: CHANGELOG.replace("2026-11-23", "2026-13-45") }, "needs a date"],
    ["with an empty section", { changelog: CHANGELOG.replace("- Something.\n", "") }, "has no entries"],
    ["without any section", { changelog: "# Changelog\n" }, "[Unreleased]"],
  ])("%s cannot be published", (_, change, problem) => {
    expect(releaseProblems({ ...GOOD, ...change }).join("\n")).toContain(problem);
  });
});

describe("the changelog", () => {
  const text = readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8");

  it("follows Keep a Changelog: [Unreleased] first, versions downwards, known kinds in order", () => {
    const sections = text.split(/^## /m).slice(1);
    expect(sections[0]).toMatch(/^\[Unreleased\]\n/);
    for (const section of sections) {
      const kinds = [...section.matchAll(/^### (.*)$/gm)].map((match) => match[1] ?? "");
      const known = ["Added", "Changed", "Deprecated", "Removed", "Renamed", "Fixed", "Security"];
      expect(kinds).toEqual(known.filter((kind) => kinds.includes(kind)));
    }
  });
});

describe("the workflows", () => {
  const workflow = (name: string): string =>
    readFileSync(new URL(`../../.github/workflows/${name}`, import.meta.url), "utf8");

  it.each(["ci.yml", "release.yml"])(
    "%s uses actions by major version, and grants no unnecessary permissions",
    (name) => {
      const uses = [...workflow(name).matchAll(/uses: (\S+)/g)].map((match) => match[1] ?? "");
      expect(uses.length).toBeGreaterThan(1);
      expect(uses.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(action))).toEqual([]);
      expect(workflow(name)).toMatch(/^permissions:\n {2}contents: read\n/m);
    },
  );

  it("checks and tests a release before it publishes it with provenance", () => {
    const text = workflow("release.yml");
    const steps = ["scripts/check-release.ts", ".ci/run", "npm publish --provenance"].map((step) => text.indexOf(step));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps[0]).toBeGreaterThan(0);
    expect(text).toContain("id-token: write");
    expect(text).not.toContain("secrets.");
    expect(text).toMatch(/tags: \["v\*"\]/);
  });
});
