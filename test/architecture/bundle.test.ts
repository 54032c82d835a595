/** The size and the packages of each entry point, as a page that imports it pays for them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { ENTRY_POINTS, measure, nameOf } from "../../scripts/entry-points.ts";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

describe("the entry points", () => {
  it("are those of the package", () => {
    const exported = Object.keys(packageJson.exports).filter((path) => path !== "./package.json");
    expect(ENTRY_POINTS.map((entry) => nameOf(entry).replace("proxyclick-scim", "."))).toEqual(exported);
  });

  it.each(ENTRY_POINTS.map((entry) => ({ name: nameOf(entry), entry })))(
    "$name has only the listed packages, is within its size limit, and has its size in the README (npm run guides)",
    async ({ name, entry }) => {
      const { packages, own, whole } = await measure(entry);
      expect(packages.filter((other) => !entry.packages.includes(other))).toEqual([]);
      expect(own).toBeGreaterThan(250);
      expect(whole).toBeLessThan(entry.budget);

      const row = README.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
      const stated = (
        row
          ?.split("|")
          .at(-2)
          ?.match(/[\d.]+/g) ?? []
      ).map((figure) => Number(figure) * 1000);
      const measured = entry.packages.length === 0 ? [own] : [own, whole];
      expect(stated).toHaveLength(measured.length);
      for (const [index, bytes] of measured.entries())
        expect(Math.abs((stated[index] ?? 0) / bytes - 1)).toBeLessThan(0.15);
    },
  );
});
