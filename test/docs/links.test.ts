/** The checker of links: what it finds, and that the Markdown of the repository has none of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkMarkdown, checkSite, markdownFiles } from "../../scripts/check-links.ts";

const folder = mkdtempSync(join(tmpdir(), "links-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(folder, "site-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const OTHER = '<h1 id="top">Other</h1><a id="a&amp;b"></a>';

describe("links of a page", () => {
  it.each([
    ["other.html"],
    ["other.html#top"],
    ["other.html?x=1#top"],
    ["./sub/../other.html"],
    ["other.html#a&amp;b"],
    ["other.html#%74op"],
    ["#here"],
    ["https://example.com/missing.html"],
    ["//example.com/missing.html"],
    ["mailto:a@example.com"],
    ["data:text/plain,x"],
  ])("%s is whole", (link) => {
    const root = write({
      "index.html": `<p id="here"><a class="x" href="${link}">x</a>`,
      "other.html": OTHER,
      "sub/x": "",
    });
    expect(checkSite(root)).toEqual([]);
  });

  it.each([
    ["missing.html", "no such file"],
    ["missing.html#top", "no such file"],
    ["other.html#bottom", "no such anchor"],
    ["#there", "no such anchor"],
    ["/other.html", "no such file"],
  ])("%s is broken", (link, reason) => {
    const root = write({ "deep/index.html": `<a href="${link}">x</a>`, "deep/other.html": OTHER });
    expect(checkSite(root)).toEqual([{ file: "deep/index.html", link, reason }]);
  });

  it("images, scripts and styles count, text in scripts does not", () => {
    const page =
      '<img src="a.png"><script src="b.js"></script><link href="c.css"><script>\'<a href="d.html">\'</script>';
    expect(checkSite(write({ "index.html": page })).map(({ link }) => link)).toEqual(["a.png", "b.js", "c.css"]);
  });
});

describe("links of Markdown", () => {
  const other = "# The `Other` page: one, two\n\n## Twice\n\n## Twice\n\n```sh\n# no heading\n```\n";

  it.each([
    ["other.md"],
    ["other.md#the-other-page-one-two"],
    ["other.md#twice-1"],
    ["#here"],
    ["https://example.com"],
  ])("%s is whole", (link) => {
    const root = write({ "a.md": `## Here\n\n[x](${link})`, "other.md": other });
    expect(checkMarkdown(root, ["a.md"])).toEqual([]);
  });

  it.each([
    ["missing.md", "no such file"],
    ["other.md#no-heading", "no such anchor"],
    ["other.md#twice-2", "no such anchor"],
  ])("%s is broken", (link, reason) => {
    const root = write({ "a.md": `[x](${link})`, "other.md": other });
    expect(checkMarkdown(root, ["a.md"])).toEqual([{ file: "a.md", link, reason }]);
  });

  it("code is not a link", () => {
    const root = write({ "a.md": "`[x](y)`\n\n```ts\n[x](z)\n```\n" });
    expect(checkMarkdown(root, ["a.md"])).toEqual([]);
  });
});

it("README, CHANGELOG, guides and decisions have no broken link", () => {
  const root = resolve(import.meta.dirname, "../..");
  expect(checkMarkdown(root, markdownFiles(root))).toEqual([]);
});
