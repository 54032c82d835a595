import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isExpressionError } from "../../../src/errors.ts";
import { compileExpression } from "../../../src/expression/compile/compile.ts";
import { parseExpression } from "../../../src/expression/index.ts";
import type { ExpressionNode } from "../../../src/expression/syntax/ast.ts";
import { printExpression } from "../../../src/expression/syntax/print.ts";
import { errorCode } from "../evaluate.ts";

/** A tree without places. */
function shape(node: ExpressionNode): unknown {
  return JSON.parse(JSON.stringify(node), (key, value) => (key === "offset" || key === "end" ? undefined : value));
}

const span = { offset: 0, end: 0 };
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
const leaf: fc.Arbitrary<ExpressionNode> = fc.oneof(
  fc.string({ maxLength: 12 }).map((value): ExpressionNode => ({ kind: "string", value, ...span })),
  fc
    .stringMatching(/^(-?\d{1,20}(\.\d{1,5})?|&H[\dA-F]{1,8})$/)
    .map((raw): ExpressionNode => ({ kind: "number", raw, ...span })),
  fc
    .stringMatching(/^[^[\]]{1,12}$/)
    .filter((attribute) => attribute.trim() === attribute)
    .map((attribute): ExpressionNode => ({ kind: "attribute", name: attribute, ...span })),
  fc
    .constantFrom("vbTextCompare" as const, "UTF8" as const, "IgnoreObjectFlow" as const)
    .map((keyword): ExpressionNode => {
      return { kind: "keyword", name: keyword, ...span };
    }),
);

const { expression } = fc.letrec<{ expression: ExpressionNode; concat: ExpressionNode; primary: ExpressionNode }>(
  (tie) => ({
    primary: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc
        .tuple(
          name,
          fc.array(fc.oneof(tie("expression"), fc.constant<ExpressionNode>({ kind: "omitted", ...span })), {
            maxLength: 4,
          }),
        )
        .filter(([, nodes]) => nodes.length !== 1 || nodes[0]?.kind !== "omitted")
        .map(([called, nodes]): ExpressionNode => ({ kind: "call", name: called, arguments: nodes, ...span })),
    ),
    concat: fc.oneof(
      { depthSize: "small" },
      tie("primary"),
      fc
        .array(tie("primary"), { minLength: 2, maxLength: 3 })
        .map((operands): ExpressionNode => ({ kind: "concat", operands, ...span })),
    ),
    expression: fc.oneof(
      { depthSize: "small" },
      tie("concat"),
      fc
        .tuple(
          fc.constantFrom("=" as const, "<>" as const, ">" as const, ">=" as const, "<" as const, "<=" as const),
          tie("concat"),
          tie("concat"),
        )
        .map(([operator, left, right]): ExpressionNode => ({ kind: "compare", operator, left, right, ...span })),
    ),
  }),
);

describe("the grammar", () => {
  it.each([
    ["[mail]", { kind: "attribute", name: "mail" }],
    ["[extension_1_Cost Centre]", { kind: "attribute", name: "extension_1_Cost Centre" }],
    ['[emails[type eq "work"].value]', { kind: "attribute", name: 'emails[type eq "work"].value' }],
    ['"a"', { kind: "string", value: "a" }],
    [String.raw`"say \"hi\" \\ \d \n"`, { kind: "string", value: String.raw`say "hi" \ \d \n` }],
    ['"line\nbreak"', { kind: "string", value: "line\nbreak" }],
    ["1000", { kind: "number", raw: "1000" }],
    ["-10", { kind: "number", raw: "-10" }],
    ["42568.75", { kind: "number", raw: "42568.75" }],
    ["&HF7", { kind: "number", raw: "&HF7" }],
    ["vbtextcompare", { kind: "keyword", name: "vbTextCompare" }],
    ["Now()", { kind: "call", name: "Now", arguments: [] }],
    ["Now ( )", { kind: "call", name: "Now", arguments: [] }],
    ["\n\tToLower (\r\n[a]\t)\n", { kind: "call", name: "ToLower", arguments: [{ kind: "attribute", name: "a" }] }],
    [
      "F(, [a],)",
      {
        kind: "call",
        name: "F",
        arguments: [{ kind: "omitted" }, { kind: "attribute", name: "a" }, { kind: "omitted" }],
      },
    ],
    [
      "[a]<=1",
      { kind: "compare", operator: "<=", left: { kind: "attribute", name: "a" }, right: { kind: "number", raw: "1" } },
    ],
    [
      '"a"&[b] & F()',
      {
        kind: "concat",
        operands: [
          { kind: "string", value: "a" },
          { kind: "attribute", name: "b" },
          { kind: "call", name: "F", arguments: [] },
        ],
      },
    ],
    [
      "[a]&Head()",
      {
        kind: "concat",
        operands: [
          { kind: "attribute", name: "a" },
          { kind: "call", name: "Head", arguments: [] },
        ],
      },
    ],
  ])("%j", (text, tree) => {
    expect(shape(parseExpression(text))).toEqual(tree);
  });

  it("nodes know where they stood", () => {
    const tree = parseExpression(' ToLower( [a] & "b" )');
    expect(tree).toMatchObject({
      offset: 1,
      end: 21,
      arguments: [
        {
          offset: 10,
          end: 19,
          operands: [
            { offset: 10, end: 13 },
            { offset: 16, end: 19 },
          ],
        },
      ],
    });
  });

  it.each([
    ["", 0],
    ["   ", 3],
    ["ToLower([a]", 11],
    ["ToLower([a]))", 12],
    ["ToLower [a]", 0],
    ["mail", 0],
    ["[ mail]", 0],
    ["Append([mail ], [a])", 7],
    ["[a", 0],
    ["[]", 0],
    ['"a', 0],
    ['"a\\"', 0],
    ["'a'", 0],
    ["F('a')", 2],
    ["F([a] [b])", 6],
    ["F(", 2],
    ["[a] = [b] = [c]", 10],
    ["[a] =", 5],
    ["[a] AND [b]", 4],
    ["([a])", 0],
    ["1x", 0],
    ["1.", 1],
    ["--1", 0],
    ["&HG", 0],
    ["F([a]);", 6],
    ["“a”", 0],
    ["[a] != [b]", 4],
  ])("%j is refused at %d", (text, offset) => {
    expect(() => parseExpression(text)).toThrowError(expect.objectContaining({ code: "parse_error", offset }));
  });

  it("an error shows the place in the line", () => {
    try {
      parseExpression("Join([a] [b])");
      expect.unreachable();
    } catch (error) {
      if (!isExpressionError(error)) throw error;
      expect(error.caret).toBe(`Join([a] [b])\n${" ".repeat(9)}^`);
      expect(error.message).toContain("a comma or a closing parenthesis");
    }
  });

  it("10,000 characters are the most", () => {
    expect(shape(parseExpression(`"${"a".repeat(9998)}"`))).toMatchObject({ kind: "string" });
    expect(errorCode(() => parseExpression(`"${"a".repeat(9999)}"`))).toBe("expression_too_long");
  });

  it("depth is bounded", () => {
    const nested = (depth: number) => `${"ToLower(".repeat(depth)}[a]${")".repeat(depth)}`;
    expect(compileExpression(nested(200)).evaluate({ a: "A" })).toBe("a");
    expect(errorCode(() => parseExpression(nested(201)))).toBe("expression_too_deep");
    expect(errorCode(() => parseExpression("F(".repeat(4999)))).toBe("expression_too_deep");
    expect(compileExpression(new Array(2500).fill("[a]").join("&")).evaluate({ a: "" })).toBe("");
  });
});

describe("the canonical text", () => {
  it.each([
    ['Replace([x],"-",,,"_",,)', 'Replace([x], "-", , , "_", , )'],
    ['IIF( [a]=1 ,[b]&"x", )', 'IIF([a] = 1, [b] & "x", )'],
    [String.raw`F("\d\\\"")`, String.raw`F("\\d\\\"")`],
    ["VBTEXTCOMPARE", "vbTextCompare"],
  ])("of %s is %s", (text, canonical) => {
    expect(printExpression(parseExpression(text))).toBe(canonical);
  });

  it("parses to the same tree", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = printExpression(tree);
        expect(shape(parseExpression(text))).toEqual(shape(tree));
        expect(printExpression(parseExpression(text))).toBe(text);
      }),
    );
  });

  it("a tree survives JSON", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
      }),
    );
  });
});

describe("no text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[a-zA-Z()[\]",&=<>\\ .0-9'-]{0,40}$/),
    expression.map(printExpression),
  );
  it("makes parser or compiler throw anything but ExpressionError", () => {
    fc.assert(
      fc.property(text, (source) => {
        try {
          compileExpression(source);
        } catch (error) {
          expect(isExpressionError(error)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
