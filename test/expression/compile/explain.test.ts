import { describe, expect, it } from "vitest";
import { type ExplainedNode, explainExpression } from "../../../src/expression/compile/explain.ts";
import { errorCode } from "../evaluate.ts";

/** One line a node: its text, its state and its value. */
function lines(node: ExplainedNode, depth = 0): string[] {
  const outcome = node.state === "value" ? JSON.stringify(node.value) : (node.error?.code ?? node.state);
  return [
    `${"  ".repeat(depth)}${node.source} => ${outcome}`,
    ...node.children.flatMap((child) => lines(child, depth + 1)),
  ];
}

describe("explainExpression", () => {
  it("tells the value of every node", () => {
    expect(lines(explainExpression('Join(" ", ToUpper([a]), [b])', { a: "x", b: "y" }))).toEqual([
      'Join(" ", ToUpper([a]), [b]) => "X y"',
      '  " " => " "',
      '  ToUpper([a]) => "X"',
      '    [a] => "x"',
      '  [b] => "y"',
    ]);
  });

  it("a branch that was not taken is skipped", () => {
    expect(lines(explainExpression('IIF([a] = 1, CDate("never"), [b])', { a: 2, b: "y" }))).toEqual([
      'IIF([a] = 1, CDate("never"), [b]) => "y"',
      "  [a] = 1 => false",
      "    [a] => 2",
      "    1 => 1",
      '  CDate("never") => skipped',
      '    "never" => "never"',
      '  [b] => "y"',
    ]);
  });

  it("keys and values of Switch", () => {
    expect(lines(explainExpression('Switch([a], , "1", [b], "2", [c])', { a: "2", b: "x", c: "y" }))).toEqual([
      'Switch([a], , "1", [b], "2", [c]) => "y"',
      '  [a] => "2"',
      "   => skipped",
      '  "1" => "1"',
      "  [b] => skipped",
      '  "2" => "2"',
      '  [c] => "y"',
    ]);
  });

  it("an error stands on the node that raised it", () => {
    expect(lines(explainExpression('Append(CDate([a]), "x")', { a: "never" }))).toEqual([
      'Append(CDate([a]), "x") => failed',
      "  CDate([a]) => date_parse_error",
      '    [a] => "never"',
      '  "x" => "x"',
    ]);
  });

  it("the chosen candidate of SelectUniqueValue, and the ones before it", () => {
    const tree = explainExpression(
      "SelectUniqueValue([a], [b], [c])",
      { a: "x", b: "y", c: "z" },
      { isTaken: (value) => value === "x" },
    );
    expect(lines(tree)).toEqual([
      'SelectUniqueValue([a], [b], [c]) => "y"',
      '  [a] => "x"',
      '  [b] => "y"',
      "  [c] => skipped",
    ]);
  });

  it("a constant alone", () => {
    expect(lines(explainExpression('"a"', {}))).toEqual(['"a" => "a"']);
  });

  it("an expression that does not compile is an error", () => {
    expect(errorCode(() => explainExpression("Foo()", {}))).toBe("unknown_function");
  });

  it("a random value is drawn once", () => {
    let count = 0;
    const tree = explainExpression("ToUpper(Guid())", {}, { guid: () => `g${count++}` });
    expect(tree.value).toBe("G0");
    expect(tree.children[0]?.value).toBe("g0");
    expect(count).toBe(1);
  });
});
