/** How a file is split into expressions. */
import { describe, expect, it } from "vitest";
import { splitExpressions } from "../../../src/cli/expressions/read-expressions.ts";

describe("a file of expressions", () => {
  it.each<[string, string, [number, string][]]>([
    [
      "has one a line",
      "[a]\r\n[b]\n",
      [
        [1, "[a]"],
        [2, "[b]"],
      ],
    ],
    [
      "goes on while parentheses are open",
      'Join("(",\n [a]\n)\n[b]',
      [
        [1, 'Join("(",\n [a]\n)'],
        [4, "[b]"],
      ],
    ],
    ["goes on while a text is open", 'Append([a], "x\ny\\")")', [[1, 'Append([a], "x\ny\\")")']]],
    [
      "loses no expression after one that is not closed",
      "Trim([a]\n\n[b]",
      [
        [1, "Trim([a]"],
        [3, "[b]"],
      ],
    ],
    ["has comments between expressions", "\ufeff# names\n\n[a]\n# more\n", [[3, "[a]"]]],
    ["may be empty", "\n\n", []],
  ])("%s", (_rule, text, expected) => {
    expect(splitExpressions(text).map(({ line, source }) => [line, source])).toEqual(expected);
  });
});
