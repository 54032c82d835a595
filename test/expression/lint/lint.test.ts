import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LintOptions, lintExpression } from "../../../src/expression/index.ts";

function codes(text: string, options?: LintOptions): string[] {
  return lintExpression(text, options).map(({ severity, code }) => `${severity} ${code}`);
}

/** The text with the fixes of all problems applied, from the end to the start. */
function fixed(text: string, options?: LintOptions): string {
  return lintExpression(text, options)
    .flatMap(({ fix }) => (fix === undefined ? [] : [fix]))
    .reduceRight((result, fix) => result.slice(0, fix.offset) + fix.replacement + result.slice(fix.end), text);
}

const source = { attributes: ["mail", "givenName", "surname", "IsSoftDeleted"] };

describe("lintExpression", () => {
  it.each([
    ["[mail]", []],
    ['Join(" ", [givenName], [surname])', []],
    ["Join(", ["error parse_error"]],
    [`"${"a".repeat(10_000)}"`, ["error expression_too_long"]],
    ["F(".repeat(300), ["error expression_too_deep"]],
    ["Foo([mail])", ["error unknown_function"]],
    ["tolower([mail])", ["warning function_case"]],
    ["ToLower([mail], , )", ["error wrong_argument_count"]],
    ['Switch([mail], , "a")', ["error wrong_argument_count"]],
    ['Switch([mail], , "a", "b", "c")', ["error wrong_argument_count"]],
    ['IIF([mail]="", "a", [mail])', ["warning unsupported_condition"]],
    ['IIF(IsNullOrEmpty([mail]), "a", [mail])', ["warning unsupported_condition"]],
    ['IIF(IsPresent([mail]), [mail], "a")', ["warning unsupported_condition"]],
    ['IIF(IgnoreFlowIfNullOrEmpty([mail]), "a", "b")', ["error unsupported_condition"]],
    ['Switch(IsPresent([mail]), , "True", "a")', ["warning unsupported_condition"]],
    ['Switch([mail] = "a", , "b", "c")', ["warning switch_conditions"]],
    ['Switch([mail], "External", "a", "b")', ["warning switch_default"]],
    ['Switch([mail], , "a", "b")', []],
    ['IgnoreFlowIfNullOrEmpty(Switch([mail], "External", "a", "b"))', []],
    ['Switch([IsSoftDeleted], , "false", "a", "True", "b")', ["warning never_equal"]],
    ['Switch([mail], , "a", "b", "a", "c")', ["warning never_equal"]],
    ['Switch(Not([accountEnabled]), , "", "a")', []],
    ['IIF([IsSoftDeleted] = "true", "a", "b")', ["warning never_equal"]],
    ['IIF("yes" <> IsString([mail]), "a", "b")', ["warning never_equal"]],
    ['IIF([mail] = "true", "a", "b")', []],
    ["SelectUniqueValue([mail], [surname])", []],
    ["ToLower(SelectUniqueValue([mail], [surname]))", ["error not_top_level"]],
    [`Replace([mail], , "[[:alpha:]]", , "", , )`, ["warning regex_differs"]],
    [`Replace([mail], , "a{,2}", , "", , )`, ["warning regex_differs"]],
    [`Replace([mail], , "(?P<n>a)", , "", , )`, ["error invalid_regex", "warning regex_differs"]],
    ['Replace([mail], , "(", , "", , )', ["error invalid_regex"]],
    ['Replace([mail], , "(?<n>a)(b)", , "$1", , )', ["information regex_differs"]],
    ['Replace([mail], "a")', ["error unsupported_replace"]],
    ["IIF([mail] = 1, , )", ["warning always_null"]],
    ["ToLower(Coalesce(, ))", ["warning always_null"]],
    ["[appRoleAssignments]", ["error unconverted_roles"]],
    ["SingleAppRoleAssignment([appRoleAssignments])", []],
  ])("%s: %j", (text, problems) => {
    expect(codes(text).sort()).toEqual([...problems].sort());
  });

  it.each([
    ["SelectUniqueValue([mail], [surname])", { target: { matching: true } }, ["error matching_attribute_not_allowed"]],
    ["SelectUniqueValue([mail], [surname])", { target: { onlyOnCreation: false } }, ["warning not_only_on_creation"]],
    ["SelectUniqueValue([mail], [surname])", { direction: "outbound" as const }, ["warning unsupported_connector"]],
    ["SelectUniqueValue([mail], [surname])", { direction: "inbound" as const, target: { onlyOnCreation: true } }, []],
    ['Switch([mail], "External", "a", "b")', { direction: "inbound" as const }, []],
    ["[Mail]", { source }, ["error unknown_attribute"]],
    ["[shoeSize]", { source }, ["error unknown_attribute"]],
    ["[mail]", { source }, []],
  ])("%s with %j: %j", (text, options, problems) => {
    expect(codes(text, options)).toEqual(problems);
  });

  it.each([
    ["tolower([mail])", "ToLower([mail])"],
    ["ToLowr([mail])", "ToLower([mail])"],
    ["ToLower([Mail])", "ToLower([mail])"],
    ["ToLower([givenname])", "ToLower([givenName])"],
    ["[IsSoftDelete]", "[IsSoftDeleted]"],
    ['Switch([IsSoftDeleted], , "false", "a", "1", "b")', 'Switch([IsSoftDeleted], , "False", "a", "True", "b")'],
    ['IIF(IsNullOrEmpty([mail]), "a", [surname])', 'Switch([mail], [surname], "", "a")'],
    ['IIF(IsPresent([mail]), [mail], "a")', 'Switch([mail], [mail], "", "a")'],
    ['IIF([mail] <> "", [mail], "a")', 'Switch([mail], [mail], "", "a")'],
    ['IIF("" = [mail], "a", [mail])', 'Switch([mail], [mail], "", "a")'],
    ['Switch([mail], "x", "a", "b")', 'IgnoreFlowIfNullOrEmpty(Switch([mail], "x", "a", "b"))'],
  ])("the fix of %s is %s", (text, result) => {
    expect(fixed(text, { source })).toBe(result);
  });

  it("a name that is like none gets no fix", () => {
    const [problem] = lintExpression("[shoeSize]", { source });
    expect(problem?.fix).toBeUndefined();
    expect(lintExpression("Xyzzy([mail])")[0]?.fix).toBeUndefined();
  });

  it("problems have their place", () => {
    expect(lintExpression('Join(" ", Foo([a]), bar([b]))')).toMatchObject([
      { code: "unknown_function", offset: 10, end: 13 },
      { code: "unknown_function", offset: 20, end: 23 },
    ]);
    expect(lintExpression(String.raw`Replace([a], , "\\d\"(b", , "", , )`)).toMatchObject([
      { code: "invalid_regex", offset: 21, end: 24 },
    ]);
  });

  it("no text makes it throw, and every problem lies within the text", () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^(IIF|Switch|Replace|ToLower)\([a-z()[\]",&=<> .0-9]{0,30}\)$/),
    );
    fc.assert(
      fc.property(text, (expression) => {
        for (const { offset, end } of lintExpression(expression)) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(Math.max(expression.length, offset));
        }
      }),
    );
  });
});
