/**
 * Whether a tag may be published: version, changelog and tag must say the same.
 *
 *     node scripts/check-release.ts v1.2.3
 */
import { readFileSync } from "node:fs";

/** What a release is made of. */
export interface Release {
  /** `version` of package.json. */
  readonly version: string;
  /** `version` of the lock file. */
  readonly locked: string;
  /** `repository` of package.json, in any of its forms. */
  readonly repository: unknown;
  /** CHANGELOG.md. */
  readonly changelog: string;
  /** Name of the tag; undefined before it is made. */
  readonly tag: string | undefined;
}

/** What is wrong with a release, a sentence each; nothing when it may be published. */
export function releaseProblems({ version, locked, repository, changelog, tag }: Release): readonly string[] {
  const sections = [...changelog.matchAll(/^## \[([^\]]+)\](?: - (.*))?$/gm)];
  const [first, second] = sections;
  const text = second === undefined ? "" : (changelog.slice(second.index).split(/^## /m)[1] ?? "");
  const unreleased = first === undefined ? "" : changelog.slice(first.index, second?.index);
  return [
    /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) ? "" : `package.json: "${version}" is no version`,
    locked === version ? "" : `package-lock.json has version ${locked}, package.json ${version}: npm install`,
    repository === undefined ? "package.json has no repository: provenance names it" : "",
    tag === undefined || tag === `v${version}` ? "" : `the tag is ${tag}, expected v${version}`,
    first?.[1] === "Unreleased" ? "" : "CHANGELOG.md: expected a section [Unreleased] at the top",
    /^- /m.test(unreleased)
      ? "CHANGELOG.md: [Unreleased] still has entries; move them to the section of the version"
      : "",
    second?.[1] === version ? "" : `CHANGELOG.md: expected a section [${version}] below [Unreleased]`,
    second === undefined || isDate(second[2])
      ? ""
      : `CHANGELOG.md: [${second[1]}] needs its date, as in "- 2026-11-23"`,
    second === undefined || /^- /m.test(text) ? "" : `CHANGELOG.md: [${second[1]}] has no entries`,
  ].filter((problem) => problem !== "");
}

function isDate(text: string | undefined): boolean {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function read(file: string): string {
  return readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
}

if (import.meta.main) {
  const { version, repository } = JSON.parse(read("package.json"));
  const problems = releaseProblems({
    version,
    repository,
    locked: JSON.parse(read("package-lock.json")).version,
    changelog: read("CHANGELOG.md"),
    tag: process.argv[2],
  });
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
