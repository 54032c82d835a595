/** Filters: parsing, matching, and what a hostile text costs; beside scim2-parse-filter, scim2-filter and scimmy. */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as scim2Filter from "scim2-filter";
import * as scim2ParseFilter from "scim2-parse-filter";
import SCIMMY from "scimmy";
import { compileFilter, type Filter, parseFilter } from "../src/filter/index.ts";
import { UserType } from "../src/models/index.ts";
import { users } from "./support/company.ts";
import { type Contender, compare, print, type Subject } from "./support/compare.ts";

/** The five filters of RFC 7644 §3.4.2.2 that use the most of its grammar. */
const FIVE = [
  'userName eq "bjensen"',
  'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
  'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
  'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
  'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
];

const COMPANY = users(10_000);

function parsing(): Subject {
  return {
    name: "parse five filters of RFC 7644 §3.4.2.2",
    target: 2,
    ours: { name: "proxyclick-scim", run: () => FIVE.map((text) => parseFilter(text)) },
    peers: [
      { name: "scim2-parse-filter", run: () => FIVE.map((text) => scim2ParseFilter.parse(text)) },
      { name: "scim2-filter", run: () => FIVE.map((text) => scim2Filter.parse(text)) },
      { name: "scimmy", run: () => FIVE.map((text) => new SCIMMY.Types.Filter(text)) },
    ],
  };
}

/** Parsing and compiling are part of the work, as they are in a request. */
function matching(
  name: string,
  text: string,
  isRight: (user: (typeof COMPANY)[number]) => boolean,
  target: { readonly target?: number } = { target: 2 },
): Subject {
  const expected = COMPANY.filter(isRight).length;
  const contender = (peer: string, count: () => number): Contender => ({
    name: peer,
    run: count,
    isRight: (answer) => answer === expected,
  });
  return {
    name: `${name}, 10,000 users`,
    ...target,
    ours: contender("proxyclick-scim", () => COMPANY.filter(compileFilter(parseFilter(text), UserType)).length),
    peers: [
      contender(
        "scim2-parse-filter",
        () => COMPANY.filter(scim2ParseFilter.filter(scim2ParseFilter.parse(text))).length,
      ),
      contender("scim2-filter", () => COMPANY.filter(scim2Filter.filter(scim2Filter.parse(text))).length),
      contender("scimmy", () => new SCIMMY.Types.Filter(text).match([...COMPANY]).length),
    ],
  };
}

/** Texts of the greatest length allowed that make a careless parser go back and forth. */
function hostile(): void {
  const texts: Readonly<Record<string, string>> = {
    "open parentheses": "(".repeat(8192),
    negations: "not (".repeat(1638),
    "a long chain": `${"a pr or ".repeat(1023)}a pr`,
    escapes: `a eq "${"\\n".repeat(4090)}`,
    "colons and dots": `${"a:.".repeat(2728)} pr`,
  };
  print("\n| filter of 8 kB | parsed or refused in | target |\n| --- | ---: | ---: |");
  for (const [name, text] of Object.entries(texts)) {
    const times = Array.from({ length: 21 }, () => duration(() => parseFilter(text)));
    print(`| ${name} | ${(times.toSorted((a, b) => a - b)[10] ?? 0).toFixed(3)} ms | 5 ms |`);
  }
}

/** What a page loads that imports one room: bundled and minified by esbuild, compressed by gzip. */
async function bundleSizes(): Promise<void> {
  print("\n| bundle, compressed | bytes | target |\n| --- | ---: | ---: |");
  for (const [room, target] of [
    ["filter", "6,000"],
    ["patch", ""],
  ]) {
    const entry = fileURLToPath(new URL(`../src/${room}/index.ts`, import.meta.url));
    const options = { bundle: true, minify: true, format: "esm", target: "es2024", write: false } as const;
    const { outputFiles } = await build({ ...options, entryPoints: [entry] });
    print(
      `| proxyclick-scim/${room} | ${gzipSync(outputFiles[0]?.contents ?? "").length.toLocaleString("en")} | ${target} |`,
    );
  }
}

function duration(parse: () => Filter): number {
  const start = performance.now();
  try {
    parse();
  } catch {
    // Most of them are refused, which is the point.
  }
  return performance.now() - start;
}

await compare("Filters", [
  parsing(),
  matching("match `eq`", 'userName eq "user4711@example.com"', ({ userName }) => userName === "user4711@example.com"),
  matching(
    "match `eq`, in capitals",
    'userName eq "USER4711@EXAMPLE.COM"',
    ({ userName }) => userName === "user4711@example.com",
  ),
  matching(
    "match two value paths",
    'emails[type eq "work" and value co "7@example.com"] or ims[type eq "xmpp" and value co "44@foo.com"]',
    ({ emails, ims }) =>
      (emails ?? []).some(({ type, value }) => type === "work" && value?.includes("7@example.com")) ||
      (ims ?? []).some(({ type, value }) => type === "xmpp" && value?.includes("44@foo.com")),
  ),
  matching(
    "match `meta.lastModified gt`",
    'meta.lastModified gt "2026-06-01T00:00:00Z"',
    ({ meta }) => (meta?.lastModified ?? "") > "2026-06-01T00:00:00.000Z",
    {},
  ),
]);
hostile();
await bundleSizes();
