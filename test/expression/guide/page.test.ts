import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expressionGuide } from "../../../scripts/expression-guide.ts";
import { functionGuides } from "../../../src/expression/index.ts";

describe("the guide page to expressions", () => {
  it("is what the table of functions says (npm run guides writes it)", () => {
    expect(readFileSync(new URL("../../../docs/guide/expressions.md", import.meta.url), "utf8")).toBe(
      expressionGuide(),
    );
  });

  it("has a section for every function", () => {
    const page = expressionGuide();
    for (const { name } of functionGuides()) expect(page).toContain(`\n## ${name}`);
  });
});
