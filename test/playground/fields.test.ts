import fc from "fast-check";
import { IGNORE_OBJECT_FLOW } from "proxyclick-scim/expression";
import { describe, expect, it } from "vitest";
import { MAX_CSV, MAX_ROWS, readCsv } from "../../docs/playground/src/csv.ts";
import { printValue, visible } from "../../docs/playground/src/print-value.ts";
import { placeOf, problemsOf } from "../../docs/playground/src/problems.ts";
import { MAX_ATTRIBUTES, readSample } from "../../docs/playground/src/sample.ts";
import { tokensOf } from "../../docs/playground/src/tokens.ts";

describe("sample attributes", () => {
  it.each([
    ["", []],
    [
      '{"a":"x","b":1,"c":true,"d":null}',
      [
        ["a", "x"],
        ["b", 1],
        ["c", true],
        ["d", null],
      ],
    ],
    ['{"a":["x",1,{"value":"y","primary":true}]}', [["a", ["x", 1, { value: "y", primary: true }]]]],
    ['{"__proto__":"x"}', [["__proto__", "x"]]],
  ])("%j is read", (text, entries) => {
    expect(readSample(text)).toEqual({ value: new Map(entries as Iterable<[string, string]>) });
  });

  it.each([
    ["{", "Not JSON"],
    ["[]", "Expected an object"],
    ['"x"', "Expected an object"],
    ['{"manager":{"id":"x"}}', '"manager" is expected'],
    ['{"a":[[1]]}', '"a" is expected'],
    [`${" ".repeat(MAX_ATTRIBUTES)}{}`, "At most 100,000 characters"],
  ])("%.30j gives a problem", (text, problem) => {
    expect(readSample(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe("a CSV", () => {
  const rowsOf = (text: string) => {
    const read = readCsv(text);
    return "value" in read ? read.value.map((row) => Object.fromEntries(row)) : read.problem;
  };

  it.each([
    ["a,b\n1,2", [{ a: "1", b: "2" }]],
    [
      "\ufeffa,b\r\n1,2\r\n3,4\r\n",
      [
        { a: "1", b: "2" },
        { a: "3", b: "4" },
      ],
    ],
    ["a,b\n1", [{ a: "1" }]],
    ["a,b\n,2,3", [{ b: "2" }]],
    ["a,b\n1,", [{ a: "1" }]],
    [' a ,"b"\n"x, ""y""\nz",2', [{ a: 'x, "y"\nz', b: "2" }]],
    ['a\n"open', [{ a: '"open' }]],
    ["a\n\n1\n\n", [{ a: "1" }]],
  ])("%j is read as RFC 4180 has it", (text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
  });

  it.each([
    ["", "Expected a line"],
    ["a,b", "Expected a line"],
    ["x".repeat(MAX_CSV + 1), "At most 1,000,000"],
  ])("%.20j gives a problem", (text, problem) => {
    expect(rowsOf(text)).toContain(problem);
  });

  it("has so many rows and no more", () => {
    expect(rowsOf(`a\n${"1\n".repeat(MAX_ROWS + 5)}`)).toHaveLength(MAX_ROWS);
  });

  it("of quotes alone is read in one go", () => {
    expect(rowsOf('"'.repeat(MAX_CSV))).toBeTypeOf("string");
  });

  it("comes back as it was written", () => {
    const cell = fc.string({ unit: "binary", minLength: 1 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        const names = cells.map((_, index) => `c${index}`);
        const line = cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(",");
        expect(rowsOf(`${names.join(",")}\n${line}`)).toEqual([
          Object.fromEntries(names.map((name, index) => [name, cells[index]])),
        ]);
      }),
    );
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
