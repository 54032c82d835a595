import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { limitationTable, proxyclickProfile } from "../../src/profile/index.ts";

const GUIDE = join(import.meta.dirname, "../../docs/guide/limitations.md");

describe("the table of limitations", () => {
  it("in the guide is the one of the data", () => {
    const [, table] =
      /<!-- limitations:[^\n]*-->\n([\s\S]*?)\n<!-- \/limitations -->/.exec(readFileSync(GUIDE, "utf8")) ?? [];
    expect(table).toBe(limitationTable(proxyclickProfile()));
  });

  it("has a row for each limitation", () => {
    const table = limitationTable(proxyclickProfile());
    const { limitations, refusedEndpoints } = proxyclickProfile();
    for (const { code } of [...limitations, ...refusedEndpoints]) expect(table).toContain(`| \`${code}\` |`);
  });
});
