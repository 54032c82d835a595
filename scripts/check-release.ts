/**
 * Checks before a release that version, changelog and tag agree.
 *
 *     node scripts/check-release.ts v1.2.3
 */
import { readFileSync } from "node:fs";

/** The parts of a release. */
export interface Release {
  /** `version` of package.json. */
  readonly version: string;
  /** `version` of the lock file. */
  readonly locked: string;
  /** `author`, `bugs`, `homepage` and `repository` of package.json. */
  readonly links: Readonly<Record<string, unknown>>;
  /** CHANGELOG.md. */
  readonly changelog: string;
  /** Name of the tag; undefined before the tag exists. */
  readonly tag: string | undefined;
}

/** Returns the problems of a release, one sentence each; none when it can be published. */
export function releaseProblems({ version, locked, links, changelog, tag }: Release): readonly string[] {
  const sections = [...changelog.matchAll(/^## \[([^\]]+)\](?: - (.*))?$/gm)];
  const [first, second] = sections;
  const entries = second === undefined ? "" : (changelog.slice(second.index).split(/^## /m)[1] ?? "");
  const unreleased = first === undefined ? "" : changelog.slice(first.index, second?.index);
  return [
    /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) ? "" : `package.json: "${version}" is not a version`,
    locked === version ? "" : `package-lock.json has version ${locked}, package.json ${version}: npm install`,
    ...LINKS.map((name) => linkProblem(name, links[name])),
    tag === undefined || tag === `v${version}` ? "" : `the tag is ${tag}, expected v${version}`,
    first?.[1] === "Unreleased" ? "" : "CHANGELOG.md: expected a section [Unreleased] at the top",
    /^- /m.test(unreleased)
      ? "CHANGELOG.md: [Unreleased] still has entries; move them to the section of the version"
      : "",
    second?.[1] === version ? "" : `CHANGELOG.md: expected a section [${version}] below [Unreleased]`,
    second === undefined || isDate(second[2]) ? "" : `CHANGELOG.md: [${second[1]}] needs a date, as in "- 2026-11-23"`,
    second === undefined || /^- /m.test(entries) ? "" : `CHANGELOG.md: [${second[1]}] has no entries`,
  ].filter((problem) => problem !== "");
}

/** Members of package.json that name the project's place; provenance needs `repository`. */
const LINKS = ["author", "bugs", "homepage", "repository"];

/** Stands in package.json for the owner of the repository, until there is one. */
const PLACEHOLDER = /\bOWNER\b/;

function linkProblem(name: string, value: unknown): string {
  if (value === undefined) return `package.json has no ${name}`;
  const unfilled = PLACEHOLDER.test(JSON.stringify(value));
  return unfilled ? `package.json: ${name} still has the placeholder OWNER; replace it with the owner's name` : "";
}

function isDate(value: string | undefined): boolean {
  return value !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

function read(file: string): string {
  return readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
}

if (import.meta.main) {
  const { version, ...links } = JSON.parse(read("package.json"));
  const problems = releaseProblems({
    version,
    links,
    locked: JSON.parse(read("package-lock.json")).version,
    changelog: read("CHANGELOG.md"),
    tag: process.argv[2],
  });
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
