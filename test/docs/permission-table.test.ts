/** The guide's table of permissions is the one that errors read. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { permissionTable } from "../../scripts/permission-table.ts";
import { withTable } from "../../scripts/size-table.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../docs/guide/microsoft-graph.md"), "utf8");

it("the table of permissions in the guide is up to date: `npm run guides` writes it", () => {
  const table = permissionTable();
  expect(GUIDE).toContain(table);
  expect(withTable(GUIDE, "permissions", table)).toBe(GUIDE);
});
