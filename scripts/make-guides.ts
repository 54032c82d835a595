/** Writes the parts of the documentation that are generated from tables in the code. */
import { readFileSync, writeFileSync } from "node:fs";
import { proxyclickProfile } from "../src/profile/index.ts";
import { expressionGuide } from "./expression-guide.ts";
import { limitationTable } from "./limitation-table.ts";
import { permissionTable } from "./permission-table.ts";
import { sizeTable, withTable } from "./size-table.ts";

writeFileSync(new URL("../docs/guide/expressions.md", import.meta.url), expressionGuide());

const readme = new URL("../README.md", import.meta.url);
writeFileSync(readme, withTable(readFileSync(readme, "utf8"), "sizes", await sizeTable()));

const limitations = new URL("../docs/guide/limitations.md", import.meta.url);
writeFileSync(
  limitations,
  withTable(readFileSync(limitations, "utf8"), "limitations", limitationTable(proxyclickProfile())),
);

const graph = new URL("../docs/guide/microsoft-graph.md", import.meta.url);
writeFileSync(graph, withTable(readFileSync(graph, "utf8"), "permissions", permissionTable()));
