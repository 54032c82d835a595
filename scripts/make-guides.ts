/** Writes what the documentation shows of tables in the code. */
import { readFileSync, writeFileSync } from "node:fs";
import { expressionGuide } from "./expression-guide.ts";
import { sizeTable, withTable } from "./size-table.ts";

writeFileSync(new URL("../docs/guide/expressions.md", import.meta.url), expressionGuide());

const readme = new URL("../README.md", import.meta.url);
writeFileSync(readme, withTable(readFileSync(readme, "utf8"), await sizeTable()));
