/** What people look up first has an example in its docstring; `code.test.ts` compiles them. */
import { describe, expect, it } from "vitest";
import * as frontDoor from "../../src/index.ts";
import { docstringExamples } from "./docstrings.ts";

const withExample = new Set(docstringExamples().map(({ of }) => of));

/** Main exports of the entry points, besides those of the front door. */
const MAIN: Readonly<Record<string, readonly string[]>> = {
  models: ["defineResourceType", "normalizeResource", "toJsonSchema", "toOpenApiComponents"],
  filter: ["compileFilter", "filter", "parseFilter", "parsePath", "printFilter", "visitFilter"],
  patch: ["applyPatch", "diffResources", "readPath"],
  server: ["memoryRateLimit", "oauth2Jwt", "tableStore"],
  expression: ["explainExpression", "lintExpression"],
  provisioning: ["callbackLog", "emailNotifier", "lintMapping", "queryLog"],
  node: ["toNodeListener"],
  files: [
    "csvDirectory",
    "graphDirectory",
    "jsonlLog",
    "openSqliteState",
    "readJsonlLog",
    "htmlReport",
    "writeHtmlReport",
  ],
  testing: [
    "runConformance",
    "createProxyclickEmulator",
    "proxyclickHandlers",
    "randomFaults",
    "stateContract",
    "storeContract",
  ],
};

describe("the docstrings", () => {
  it("of all that the front door does have an example", () => {
    const names = Object.entries(frontDoor)
      .filter(([name, value]) => typeof value === "function" && !/Error$/.test(name) && !/^is\w+Error$/.test(name))
      .map(([name]) => name);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !withExample.has(name))).toEqual([]);
  });

  it.each(Object.entries(MAIN))("of the main exports of %s have an example", (_, names) => {
    expect(names.filter((name) => !withExample.has(name))).toEqual([]);
  });
});
