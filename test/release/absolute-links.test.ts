/** The packed README has no relative link. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { withAbsoluteLinks } from "../../scripts/absolute-links.ts";

const HOMEPAGE = "https://github.com/ada/name#readme";

it.each([
  ["[a](docs/a.md)", "[a](https://github.com/ada/name/blob/main/docs/a.md)"],
  ["[a](./docs/a.md#part)", "[a](https://github.com/ada/name/blob/main/docs/a.md#part)"],
  [
    "![a](docs/a.png) [b](b.md)",
    "![a](https://github.com/ada/name/blob/main/docs/a.png) [b](https://github.com/ada/name/blob/main/b.md)",
  ],
  ["[a](https://example.com/x)", "[a](https://example.com/x)"],
  ["[a](mailto:ada@example.com)", "[a](mailto:ada@example.com)"],
  ["[a](#part)", "[a](#part)"],
])("%s becomes %s", (text, expected) => {
  expect(withAbsoluteLinks(text, HOMEPAGE)).toBe(expected);
});

it("holds for the README", () => {
  const readme = withAbsoluteLinks(readFileSync(new URL("../../README.md", import.meta.url), "utf8"), HOMEPAGE);
  expect(readme.match(/\]\((?!https?:|#)[^)]*\)/g)).toBeNull();
});
