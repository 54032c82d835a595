import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenizeExpression } from "../../../src/expression/index.ts";
import { errorCode } from "../evaluate.ts";

describe("the tokens of an expression", () => {
  it("have a kind, a value without delimiters and escapes, and a place", () => {
    expect(tokenizeExpression(' Append( [a b], "x\\"y") ')).toEqual([
      { kind: "name", value: "Append", offset: 1, end: 7 },
      { kind: "(", value: "", offset: 7, end: 8 },
      { kind: "attribute", value: "a b", offset: 9, end: 14 },
      { kind: ",", value: "", offset: 14, end: 15 },
      { kind: "string", value: 'x"y', offset: 16, end: 22 },
      { kind: ")", value: "", offset: 22, end: 23 },
    ]);
  });

  it.each([
    ["1", "number"],
    ["&HF7", "number"],
    ["<>", "operator"],
    ["UTF8", "name"],
    ["&", "&"],
  ])("%s is of the kind %s", (text, kind) => {
    expect(tokenizeExpression(text)).toMatchObject([{ kind, offset: 0, end: text.length }]);
  });

  it("need not make sense together", () => {
    expect(tokenizeExpression(')) "a" 1 (').map(({ kind }) => kind)).toEqual([")", ")", "string", "number", "("]);
  });

  it("are refused at the first place that begins none, and in a text that is too long", () => {
    expect(errorCode(() => tokenizeExpression("[a] ?"))).toBe("parse_error");
    expect(errorCode(() => tokenizeExpression("1".repeat(10_001)))).toBe("expression_too_long");
  });

  it("leave out white space and nothing else", () => {
    const piece = fc.constantFrom("Append", "(", ")", ",", '"x y"', "[a]", "42", "<>", " ");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join(" ");
        const tokens = tokenizeExpression(text).map(({ offset, end }) => text.slice(offset, end));
        expect(tokens).toEqual(pieces.filter((part) => part !== " "));
      }),
    );
  });
});
