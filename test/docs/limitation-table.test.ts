/** The guide's table of limitations is the one of the code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { limitationTable } from "../../scripts/limitation-table.ts";
import { withTable } from "../../scripts/size-table.ts";
import { proxyclickProfile } from "../../src/profile/index.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../docs/guide/limitations.md"), "utf8");

describe("the table of limitations", () => {
  it("in the guide is up to date: `npm run guides` writes it", () => {
    const table = limitationTable(proxyclickProfile());
    expect(GUIDE).toContain(table);
    expect(withTable(GUIDE, "limitations", table)).toBe(GUIDE);
  });

  it("has a row for each limitation", () => {
    const table = limitationTable(proxyclickProfile());
    const { limitations, refusedEndpoints } = proxyclickProfile();
    for (const { code } of [...limitations, ...refusedEndpoints]) expect(table).toContain(`| \`${code}\` |`);
  });
});
