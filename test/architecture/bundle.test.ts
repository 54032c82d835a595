/** What a page pays that imports an entry point, and which packages it gets with it. */
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
    "$name brings no other package and no more bytes than the list says, and the README tells its size (npm run guides)",
    async ({ name, entry }) => {
      const { packages, own, whole } = await measure(entry);
      expect(packages.filter((other) => !entry.packages.includes(other))).toEqual([]);
      expect(own).toBeGreaterThan(250);
      expect(whole).toBeLessThan(entry.budget);

      const row = README.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
      const told = (
        row
          ?.split("|")
          .at(-2)
          ?.match(/[\d.]+/g) ?? []
      ).map((figure) => Number(figure) * 1000);
      const real = entry.packages.length === 0 ? [own] : [own, whole];
      expect(told).toHaveLength(real.length);
      for (const [index, bytes] of real.entries()) expect(Math.abs((told[index] ?? 0) / bytes - 1)).toBeLessThan(0.15);
    },
  );
});
