import fc from "fast-check";
import { IGNORE_OBJECT_FLOW } from "proxyclick-scim/expression";
import { describe, expect, it } from "vitest";
import { printValue, visible } from "../../docs/playground/src/print-value.ts";
import { placeOf, problemsOf } from "../../docs/playground/src/problems.ts";
import { MAX_ATTRIBUTES, readSample } from "../../docs/playground/src/sample.ts";
import { tokensOf } from "../../docs/playground/src/tokens.ts";
import { givenUserReader } from "../../src/provisioning/mapping/given-user.ts";

describe("sample attributes", () => {
  it.each([
    ["", {}, undefined],
    ['{"a":"x","b":1,"c":true,"d":null,"e":["x",1]}', { a: "x", b: 1, c: true, d: null, e: ["x", 1] }, undefined],
    ['{"appRoleAssignments":["Admin"]}', { appRoleAssignments: ["Admin"] }, undefined],
    [
      '{"appRoleAssignments":[{"Id":"1","DisplayName":"Admin"}]}',
      {},
      [{ id: "1", value: "Admin", displayName: "Admin" }],
    ],
    ['{"__proto__":"x"}', Object.fromEntries([["__proto__", "x"]]), undefined],
  ])("%j is read", (text, attributes, roles) => {
    expect(readSample(text)).toEqual({ value: { attributes, roles } });
  });

  it("are read by the names that mappings use, as the command line reads them", () => {
    const read = givenUserReader({
      attributes: {
        objectId: " A1 ",
        mobilePhone: "+49 1",
        businessPhones: ["+49 2", "+49 3"],
        userPrincipalName: "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com",
      },
      roles: ["Admin"],
    });
    expect(
      ["id", "mobile", "telephoneNumber", "userPrincipalName", "appRoleAssignments", "toString"].map((name) =>
        read(name),
      ),
    ).toEqual(["A1", "+49 1", "+49 2", "ada@fabrikam.com", ["Admin"], null]);
  });

  it.each([
    ["{", "Not JSON"],
    ["[]", "must be a JSON object"],
    ['"x"', "must be a JSON object"],
    ['{"manager":{"id":"x"}}', "the attribute manager must be"],
    ['{"a":[[1]]}', "the attribute a must be"],
    ['{"appRoleAssignments":[{"x":1}]}', "has no id, no value and no displayName"],
    [`${" ".repeat(MAX_ATTRIBUTES)}{}`, "At most 100,000 characters"],
  ])("%.30j gives a problem", (text, problem) => {
    expect(readSample(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe("a value", () => {
  it.each([
    ["a", '"a"'],
    [null, "null"],
    [["a", { value: "b" }], '["a",{"value":"b"}]'],
    [IGNORE_OBJECT_FLOW, "IgnoreObjectFlow"],
    ["\u202egnp\u200b\u0000", '"\\u202egnp\\u200b\\u0000"'],
    ["x".repeat(30_000), `"${"x".repeat(19_999)}… (30,000 characters)`],
  ] as const)("%.20j is shown as JSON that hides nothing", (value, shown) => {
    expect(printValue(value)).toBe(shown);
  });

  it("leaves visible text alone", () => {
    expect(visible("Zoë 😀 <b>")).toBe("Zoë 😀 <b>");
  });
});

describe("problems", () => {
  it("doubt a name only where the sample has one that is close", () => {
    expect(problemsOf("[middleName]", ["givenName"])).toEqual([]);
    expect(problemsOf("[givenNam]", ["givenName"])).toMatchObject([{ severity: "warning", code: "unknown_attribute" }]);
    expect(problemsOf("  ", [])).toEqual([]);
  });

  it("stand on at least one character of the text, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (text) => {
        for (const problem of problemsOf(text, [])) {
          const { from, to } = placeOf(problem, text.length);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});

describe("colours of a text that is still being typed", () => {
  it.each([
    ['Append([a], "', ["name", "(", "attribute", ","]],
    ["[a] & [", ["attribute", "&"]],
    ["'", []],
    ["", []],
  ])("%j has those of its beginning", (text, kinds) => {
    expect(tokensOf(text).map(({ kind }) => kind)).toEqual(kinds);
  });

  it("come in order and never throw", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => {
        let end = 0;
        for (const token of tokensOf(text)) {
          expect(token.offset).toBeGreaterThanOrEqual(end);
          end = token.end;
        }
      }),
    );
  });
});
