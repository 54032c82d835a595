/**
 * Places where the public documentation contradicts itself or its own examples, each with the decision taken here.
 */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isExpressionError } from "../../src/errors.ts";
import { type CompileOptions, compileExpression } from "../../src/expression/compile/compile.ts";
import { evaluate, evaluationError } from "./evaluate.ts";

describe("contradictions in the documentation", () => {
  it("BitAnd: the prose shows &HF as 00000111; the result 7 holds for the numbers as written", () => {
    expect(evaluate("BitAnd(&HF, &HF7)")).toBe(7);
  });

  it("Split: the example's input has a space that its output lacks; pieces are trimmed", () => {
    expect(evaluate('Split([x], ",")', { x: "PermissionSetOne, PermissionSetTwo" })).toEqual([
      "PermissionSetOne",
      "PermissionSetTwo",
    ]);
  });

  it("Replace: the pattern said to give 19998887777 does not match the plus; the Workday guide keeps it, and so do we", () => {
    expect(evaluate(String.raw`Replace([mobile], , "[()\\s-]+", , "", , )`, { mobile: "+1 (999) 888-7777" })).toBe(
      "+19998887777",
    );
  });

  it("the ID from an objectId: the printed output belongs to another GUID than the printed input", () => {
    const expression = 'Join("", 1000, Replace(ConvertToUTF8Hex([objectId]), , "[a-zA-Z_]*", , "", , ))';
    expect(evaluate(expression, { objectId: "d05e47b1-3909-445a-ba5e-ca60cbc0e4b4" })).toBe(
      "100064303565343762312333930392343435612626135652636136306362633065346234",
    );
  });

  it("RandomString: the sentence on the length leaves lower case out of the sum; it counts here", () => {
    expect(evaluationError("RandomString(6, 3, 0, 0, 4)")).toBe("invalid_length");
  });

  it("Redact: the signature lacks its parameter; the examples have one", () => {
    expect(evaluate("Redact([x])", { x: "a" })).toBe("a");
    expect(evaluationError("Redact()")).toBe("wrong_argument_count");
  });

  it("function names: the syntax is called case-sensitive, and printed otherwise; names are found in any case", () => {
    expect(evaluate('switch([c], "External", "Company A", "A")', { c: "Company A" })).toBe("A");
    expect(evaluate("IsNullorEmpty([c])")).toBe(true);
  });

  it("IIF: null tests are called unsupported, and used with documented results; they evaluate, strict mode refuses them", () => {
    const expression = 'IIF(IsNullOrEmpty([telephoneNumber]),"000-000-0000",[telephoneNumber])';
    expect(evaluate(expression)).toBe("000-000-0000");
    expect(evaluationError(expression, {}, { strict: true })).toBe("unsupported_condition");
  });

  it("Switch: a null test as source is warned of, and shown; booleans are True and False as keys", () => {
    expect(evaluate('Switch(IsPresent([jobTitle]), "DefaultValue", "True", [jobTitle])', { jobTitle: "Clerk" })).toBe(
      "Clerk",
    );
  });

  it("Coalesce: the reference skips null only, a SuccessFactors example needs empty text skipped; both are", () => {
    expect(evaluate("Coalesce([preferredName], [firstName])", { preferredName: "", firstName: "Robert" })).toBe(
      "Robert",
    );
  });

  it("FormatDateTime: three arguments in one place, four in another; both are read", () => {
    const attributes = { d: "20150123" };
    expect(evaluate('FormatDateTime([d], "yyyyMMdd", "yyyy-MM-dd")', attributes)).toBe("2015-01-23");
    expect(evaluate('FormatDateTime([d], , "yyyyMMdd", "yyyy-MM-dd")', attributes)).toBe("2015-01-23");
  });

  it("Replace with replacementAttributeName: cloud sync describes the reverse; the newer reference has the example", () => {
    const expression = 'Replace([a], , "(?<n>[0-9]+)", "n" , , [b], )';
    expect(evaluate(expression, { a: "kept", b: "12" })).toBe("kept");
    expect(evaluate(expression, { a: "", b: "x12" })).toBe("12");
  });

  it("guides print results in lower case without ToLower; case is kept", () => {
    const expression = 'Join("@", NormalizeDiacritics(StripSpaces(Join(".", [first], [last]))), "contoso.com")';
    expect(evaluate(expression, { first: "María", last: "José González" })).toBe("Maria.JoseGonzalez@contoso.com");
  });

  it("guides print results without hyphens that their patterns do not remove; hyphens are kept", () => {
    const expression = `Replace(Join(".", [first], [last]), , "[\\"',]+", , "", , )`;
    expect(evaluate(expression, { first: "Mary-Ann", last: "O'Connor" })).toBe("Mary-Ann.OConnor");
  });

  it("Workday rehire: the condition >= 0 is true for the future, not for the past as printed", () => {
    const expression = 'IIF(DateDiff("d", Now(), CDate([d])) >= 0, "False", "True")';
    expect(evaluate(expression, { d: "2025-08-15" })).toBe("False");
    expect(evaluate(expression, { d: "2025-07-15" })).toBe("True");
  });

  it("Workday country code: the group has the blank after the code, so no key equals it, and the default comes", () => {
    const group = ["$", "{isdCode}"].join("");
    const code = String.raw`Replace([t], , "\\+(?<isdCode>\\d* )(?<phoneNumber>.*)", , "${group}", , )`;
    expect(evaluate(code, { t: "+44 20 7946 0958" })).toBe("44 ");
    expect(evaluate(`Switch(${code}, "USA", "1", "USA", "44", "GBR")`, { t: "+44 20 7946 0958" })).toBe("USA");
  });

  it("Workday ID from a GUID: the first four digits in a row are 6789, not 7890 as printed", () => {
    const group = ["$", "{id}"].join("");
    const expression = `Replace(Replace(Guid(), ,"-", ,"", , ), ,"(.*?)(?<id>[0-9]{4})(.*)", , "D${group}", ,)`;
    expect(evaluate(expression, {}, { guid: () => "a1b2c3d4-e5f6-7890-1234-567890abcdef" })).toBe("D6789");
  });

  it("Workday OU: the country UK is a key, so its part is there, unlike in the printed result", () => {
    const expression = 'Join("", Switch([c],"", "US","OU=USA,", "UK","OU=UK,"), "OU=Users,DC=contoso,DC=com")';
    expect(evaluate(expression, { c: "UK" })).toBe("OU=UK,OU=Users,DC=contoso,DC=com");
  });

  it("FILETIMEs printed in the guides are wrong; they are computed here", () => {
    const expression =
      'NumFromDate(Join("", FormatDateTime([d], "M/d/yyyy hh:mm:ss tt", "yyyy-MM-dd"), " 23:59:59-05:00"))';
    expect(evaluate(expression, { d: "12/31/2025 12:00:00 AM" })).toBe("134117171990000000");
    expect(evaluate('NumFromDate("2099-12-31T23:59:59-04:00")')).toBe("157469327990000000");
  });

  it("input formats of the guides that do not fit their input fail", () => {
    expect(evaluationError('FormatDateTime([d], ,"yyyy-MM-ddzzz", "yyyy-MM-dd")', { d: "2025-12-31" })).toBe(
      "date_parse_error",
    );
    const fiveYears = 'FormatDateTime(DateAdd("yyyy", 5, CDate([d])), , "yyyy-MM-dd", "yyyy-MM-dd")';
    expect(evaluationError(fiveYears, { d: "2025-01-15" })).toBe("date_parse_error");
  });

  it("Join with the separator 1@ puts it between the parts, not before the name as printed", () => {
    expect(evaluate('Join("1@", "mike.brown", "contoso.com")')).toBe("mike.brown1@contoso.com");
  });

  it("SuccessFactors mail for India: an empty separator gives no dot, unlike in the printed result", () => {
    expect(evaluate('Join("@", StripSpaces(Join("", "Raj", "Patel")), "fabrikam.com")')).toBe("RajPatel@fabrikam.com");
  });

  it("SuccessFactors write-back: the prose is wrong, the results hold after midnight UTC", () => {
    const expression = 'IIF(DateDiff("d", Now(), CDate([d])) <> 1, "", [mail])';
    expect(evaluate(expression, { d: "2025-07-31", mail: "m" })).toBe("");
    expect(evaluate(expression, { d: "2025-08-01", mail: "m" })).toBe("m");
  });

  it("roles: one example posts displayName, the next display for the same thing; RFC 7643 §2.4 has display", () => {
    const appRoleAssignments = [{ value: "Admin", displayName: "Admin" }, { value: "User" }];
    const type = "WindowsAzureActiveDirectoryRole";
    const roles = [
      { primary: false, type, display: "Admin", value: "Admin" },
      { primary: false, type, value: "User" },
    ];
    expect(evaluate("AppRoleAssignmentsComplex([appRoleAssignments])", { appRoleAssignments })).toEqual(roles);
    expect(evaluate("AssertiveAppRoleAssignmentsComplex([appRoleAssignments])", { appRoleAssignments })).toEqual(roles);
  });

  it("IsPresent: its own example has conditions in pairs; Switch reads them by position, as any others", () => {
    const expression =
      "Switch(IsPresent([directManager]),[directManager], IsPresent([skiplevelManager]),[skiplevelManager], IsPresent([director]),[director])";
    expect(evaluate(expression, { directManager: "A", skiplevelManager: "B" })).toBe("B");
    expect(evaluate(expression, { directManager: "A" })).toBe("A");
  });

  it("one page prints an expression in single quotes, which are no delimiters", () => {
    expect(evaluationError("Switch([a],'b','','c')")).toBe("parse_error");
  });

  it("Switch as cloud sync prints it is read by position, as any other", () => {
    expect(compileExpression('Switch(1 > 2, "a", 1 < 2, "b")').evaluate({})).toBe("a");
  });
});

describe("assumptions", () => {
  type Assumptions = NonNullable<CompileOptions["assumptions"]>;
  const x = { x: "a, b", e: "", o: "O'NEIL", r: ["Admin", "User"], d: "01/02/31" };

  it.each<[Assumptions, string, unknown, unknown]>([
    [{ midBeyondEnd: "empty" }, "Mid([x], 9, 1)", "a, b", ""],
    [{ splitTrims: false }, 'Split([x], ",")', ["a", "b"], ["a", " b"]],
    [{ coalesceSkipsEmpty: false }, 'Coalesce([none], [e], "z")', "z", ""],
    [{ replaceByAttribute: "whenPresent" }, 'Replace([x], , "(?<n>.)$", "n", , [o], )', "a, b", "L"],
    [{ replaceByAttribute: "whenPresent" }, 'Replace([e], , "(?<n>.)$", "n", , [o], )', "L", ""],
    [{ severalRoles: "first" }, "SingleAppRoleAssignment([r])", "several_roles", "Admin"],
    [{ apostropheEndsWord: true }, "PCase([o])", "O'neil", "O'Neil"],
    [{ comparesCase: false }, 'IIF([o] = "o\'neil", "1", "2")', "2", "1"],
    [{ lastTwoDigitYear: 2029 }, "CDate([d])", "1/2/2031 12:00:00 AM", "1/2/1931 12:00:00 AM"],
    [{ lastTwoDigitYear: 2029 }, 'FormatDateTime([d], , "dd/MM/yy", "yyyy")', "2031", "1931"],
  ])("%j: %s gives %j without it, %j with it", (assumptions, source, without, withIt) => {
    const result = (options: CompileOptions) => {
      try {
        return compileExpression(source, options).evaluate(x);
      } catch (error) {
        return isExpressionError(error) ? error.code : error;
      }
    };
    expect([result({}), result({ assumptions })]).toEqual([without, withIt]);
  });

  it("are all in the guide", () => {
    const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
    const names = [...read("src/expression/evaluation/assumptions.ts").matchAll(/readonly (\w+)\?:/g)].map(
      ([, name]) => name,
    );
    const rows = [...read("docs/guide/expressions.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(names);
  });
});
