/**
 * What people paste from web pages, word processors and other languages: the error says what it is, and its fix removes
 * it.
 */
import { describe, expect, it } from "vitest";
import {
  compileExpression,
  explainExpression,
  lintExpression,
  parseExpression,
  tokenizeExpression,
} from "../../../src/expression/index.ts";

/** The expression after the fix of its first problem; unchanged without one. */
function fixedOnce(source: string): string {
  const fix = lintExpression(source)[0]?.fix;
  return fix === undefined ? source : source.slice(0, fix.offset) + fix.replacement + source.slice(fix.end);
}

describe("hints", () => {
  it.each([
    ['IIF([a]&gt;1, "x", "y")', 'IIF([a]>1, "x", "y")', "HTML for >"],
    ['IIF([a]&lt;&gt;&quot;x&quot;, "x", "y")', 'IIF([a]<>"x", "x", "y")', "HTML for <"],
    ["Append([a], &#34;.x&#x22;)", 'Append([a], ".x")', 'HTML for "'],
    ['IIF([a]==1, "x", "y")', 'IIF([a]=1, "x", "y")', "write ="],
    ['IIF([a] != "1", "x", "y")', 'IIF([a] <> "1", "x", "y")', "write <>"],
    ['IIF([a] => 1, "x", "y")', 'IIF([a] >= 1, "x", "y")', "write >="],
    ['IIF([a] ≤ 1, "x", "y")', 'IIF([a] <= 1, "x", "y")', "write <="],
    ["Append([mail], “.x”)", 'Append([mail], ".x")', "straight double quotes"],
    ["Append([mail], „.x“)", 'Append([mail], ".x")', "straight double quotes"],
    ["Append([mail], '.x')", 'Append([mail], ".x")', "straight double quotes"],
    ['Append([mail], ".x”)', 'Append([mail], ".x")', "straight double quotes"],
    ["ToLow\u200ber([mail])", "ToLower([mail])", "U+200B"],
    ["ToLower([ma\u200bil])", "ToLower([mail])", "U+200B"],
    ['Append([mail], "\u00ad.x")', 'Append([mail], ".x")', "U+00AD"],
    ["ToLower(mail)", "ToLower([mail])", "[mail]"],
    ['IIF(IsSoftDeleted = "True", "a", "b")', 'IIF([IsSoftDeleted] = "True", "a", "b")', "[IsSoftDeleted]"],
    ['IIF([a] = True, "x", "y")', 'IIF([a] = "True", "x", "y")', "strings True and False"],
    ["[ mail ]", "[mail]", "no space"],
    ["ToLower([mail\t])", "ToLower([mail])", "no space"],
    ["Append([mail]; [a])", "Append([mail], [a])", "commas"],
    ["ToLower([mail]);", "ToLower([mail])", "semicolon"],
    ["=ToLower([mail])", "ToLower([mail])", "begin with ="],
    ["ToLowr([mail])", "ToLower([mail])", "did you mean ToLower?"],
    ['if([a] = "x", "1", "2")', 'IIF([a] = "x", "1", "2")', "did you mean IIF?"],
    ["LCase([mail])", "ToLower([mail])", "did you mean ToLower?"],
  ])("%s is fixed to %s", (source, fixed, message) => {
    expect(lintExpression(source)[0]?.message).toContain(message);
    expect(fixedOnce(source)).toBe(fixed);
    expect(lintExpression(fixed).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it.each([
    ['IIF([a] = "x" AND [b] = "y", "1", "2")', "nest IIF"],
    ['IIF([a] = "x" && [b] = "y", "1", "2")', "nest IIF"],
    ['IIF([a] = "x" || [b] = "y", "1", "2")', "nest IIF"],
    ['IIF(NOT [a] = "x", "1", "2")', "nest IIF"],
    ["And([a], [b])", "nest IIF"],
    ['IIF(!IsPresent([a]), "1", "2")', "Not(…)"],
    ['[a] + "x"', "Join"],
    ["Len([a]) - 1", "no arithmetic"],
    ['IIF([a] = NULL, "x", "y")', "IsNull(…)"],
    ["Coalesce([a], nothing)", "IsNull(…)"],
    ["ToLower(user.mail)", "brackets"],
    ["$mail", "[mail]"],
    ["Now", "Now(…)"],
    ["Concat([a], [b])", "did you mean Join?"],
    ["Substring([a], 1, 2)", "did you mean Mid?"],
  ])("%s has more than one remedy: %s", (source, message) => {
    expect(lintExpression(source)[0]?.message).toContain(message);
    expect(fixedOnce(source)).toBe(source);
  });

  it.each([
    ["Append([mail], “.x”)"],
    ["ToLow\u200ber([mail])"],
    ['IIF([a]&gt;1, "x", "y")'],
    ["[ mail ]"],
    ["ToLowr([mail])"],
    ["And([a], [b])"],
  ])("%s has the message of the check everywhere", (source) => {
    const [problem] = lintExpression(source);
    if (problem === undefined) return expect.unreachable();
    const { code, offset, message } = problem;
    const error = expect.objectContaining({ code, offset, message });
    expect(() => compileExpression(source)).toThrowError(error);
    expect(() => explainExpression(source, {})).toThrowError(error);
    if (code !== "parse_error") return;
    expect(() => parseExpression(source)).toThrowError(error);
  });

  it("an editor that only needs tokens gets the same message", () => {
    const message = expect.stringContaining("straight double quotes");
    expect(() => tokenizeExpression("Append([mail], “.x”)")).toThrowError(expect.objectContaining({ message }));
  });

  it.each([["[a] ?"], ['"open'], ['Join("", [a]'], ["[open"]])("%s keeps its own message", (source) => {
    expect(lintExpression(source)).toMatchObject([
      { code: "parse_error", message: expect.stringMatching(/^Expected/) },
    ]);
  });
});
