/** Expressions and synchronization schemas in the forms in which documentation and forums publish them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileExpression, lintExpression } from "../../src/expression/index.ts";
import { UserType } from "../../src/models/index.ts";
import { lintMapping, parseSynchronizationSchema } from "../../src/provisioning/index.ts";
import { compileMapping } from "../../src/provisioning/mapping/compile-mapping.ts";
import { evaluateMapping } from "../../src/provisioning/mapping/evaluate-mapping.ts";
import { fullProfile } from "../../src/server/index.ts";
import { SCHEMAS } from "./published/schemas.ts";
import { CONTEXT, USER } from "./published/user.ts";

/** Lines of an expression, an arrow and the result as JSON. */
const ROWS = readFileSync(new URL("published/expressions.txt", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => line.split(" → "));

describe("published expressions", () => {
  it("are at least 120", () => {
    expect(new Set(ROWS.map(([source]) => source)).size).toBeGreaterThanOrEqual(120);
  });

  it.each(ROWS)("%s gives %s", (source = "", expected = "") => {
    expect(lintExpression(source).filter(({ severity }) => severity === "error")).toEqual([]);
    const value = compileExpression(source).evaluate(USER, CONTEXT);
    expect(typeof value === "symbol" ? "IgnoreAttributeFlow" : value).toEqual(JSON.parse(expected));
  });
});

describe("published schemas", () => {
  it("are at least 20", () => {
    expect(SCHEMAS.length).toBeGreaterThanOrEqual(20);
  });

  it.each(SCHEMAS)("%s", (_form, document, count) => {
    const schema = parseSynchronizationSchema(JSON.stringify(document));
    const problems = lintMapping(schema, fullProfile(), { roleNames: true });
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    const { attributes } = compileMapping(schema.users, UserType);
    const read = (name: string) => (Object.hasOwn(USER, name) ? (USER[name] ?? null) : null);
    const context = { now: () => new Date("2025-07-30T12:00:00Z"), guid: () => "a1b2c3d4-e5f6-4890-8234-567890abcdef" };
    const result = evaluateMapping(attributes, read, "create", context);
    expect(result.kind).toBe("values");
    if (result.kind === "values") expect(Object.keys(result.values)).toHaveLength(count);
  });
});
