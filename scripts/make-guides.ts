/** Writes the guide pages that are made of tables in the code. */
import { writeFileSync } from "node:fs";
import { expressionGuide } from "./expression-guide.ts";

writeFileSync(new URL("../docs/guide/expressions.md", import.meta.url), expressionGuide());
