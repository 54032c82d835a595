import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isExpressionError } from "../../../../src/errors.ts";
import { compileDotnetRegex } from "../../../../src/expression/dotnet/regex/regex.ts";
import { errorCode } from "../../evaluate.ts";

function found(pattern: string, text: string): string[] {
  const marked = compileDotnetRegex(pattern).replace(text, "⟦$&⟧");
  return marked
    .split("⟦")
    .slice(1)
    .map((piece) => piece.split("⟧")[0] ?? "");
}

describe("what a .NET pattern matches", () => {
  it.each([
    // characters and classes
    ["a.c", "abc a\nc", ["abc"]],
    ["(?s)a.c", "a\nc", ["a\nc"]],
    [String.raw`\d+`, "12 ٣٤ x", ["12", "٣٤"]],
    [String.raw`\D+`, "1ab2", ["ab"]],
    [String.raw`\w+`, "éa_1 ñ-ü", ["éa_1", "ñ", "ü"]],
    [String.raw`\w`, "\u0903", []],
    [String.raw`\s`, "\u0085\u00a0\ufeff\u3000", ["\u0085", "\u00a0", "\u3000"]],
    [String.raw`\p{Lu}+`, "aÉBc", ["ÉB"]],
    [String.raw`\P{L}+`, "a1b", ["1"]],
    [String.raw`\p{IsCyrillic}+`, "aЖдb", ["Жд"]],
    [String.raw`\p{IsGreek}+`, "aαβ", ["αβ"]],
    [String.raw`\p{IsArmenian}`, "\u052f\u0530\u058f\u0590", ["\u0530", "\u058f"]],
    [String.raw`\P{IsBasicLatin}+`, "aéb", ["é"]],
    [String.raw`[\p{IsHiragana}\p{IsKatakana}]+`, "aひカb", ["ひカ"]],
    [String.raw`\p{IsHalfwidthandFullwidthForms}`, "Ａ\ufff0", ["Ａ"]],
    [String.raw`\p{IsGreekandCoptic}\p{IsGreek}`, "αβ", ["αβ"]],
    [String.raw`\x41\u0042\103\cJ\c[`, "ABC\n\x1b", ["ABC\n\x1b"]],
    ["[^a-c]+", "abxyc", ["xy"]],
    ["[a-z-[aeiou]]+", "hello", ["h", "ll"]],
    [String.raw`[\w-[\d_]]+`, "a1_b", ["a", "b"]],
    ["[a-z-[c-x-[m]]]+", "abcmxyz", ["ab", "m", "yz"]],
    ["[]a]+", "]a", ["]a"]],
    ["[^]]+", "a]b", ["a", "b"]],
    [String.raw`[()\s-]+`, "(1) 2-3", ["(", ") ", "-"]],
    ["[a-]+", "a-b", ["a-"]],
    [String.raw`[\b\x41\u0042\e]`, "AB", ["A", "B"]],
    [String.raw`\x41\u0042\103\cI\t`, "ABC\t\t", ["ABC\t\t"]],
    [String.raw`[\\/\[\]\:\;\|\=\,\+\*\?\<\>]`, "a<b>[c]:", ["<", ">", "[", "]", ":"]],
    [String.raw`\<\>\'\:\;`, "<>':;", ["<>':;"]],
    ["😀", "a😀", ["😀"]],
    ["a{,2}", "aa a{,2}", ["a{,2}"]],
    ["a{x", "a{x", ["a{x"]],
    // case
    ["(?i)straße k", "STRAßE \u212a", ["STRAßE \u212a"]],
    ["(?i)[a-c]+", "AbC", ["AbC"]],
    ["(?i)[^a]", "Ab", ["b"]],
    ["a(?i)b(?-i)c", "aBc aBC", ["aBc"]],
    ["a(?i:b)c", "aBc aBC", ["aBc"]],
    ["(a(?i)b)c", "aBc aBC", ["aBc"]],
    // anchors
    ["^a", "a\na", ["a"]],
    ["(?m)^a$", "a\na", ["a", "a"]],
    ["a$", "a\n", ["a"]],
    ["a$", "a\n\n", []],
    [String.raw`a\Z`, "a\n", ["a"]],
    [String.raw`a\z`, "a\n", []],
    [String.raw`\Aa`, "aa", ["a"]],
    [String.raw`\Ga`, "aaba", ["a", "a"]],
    [String.raw`\bfoo\b`, "foo food", ["foo"]],
    [String.raw`\Boo`, "foo oo", ["oo"]],
    // quantifiers
    ["a*", "baa", ["", "aa", ""]],
    ["a*?", "aa", ["", "", ""]],
    ["a+?", "aa", ["a", "a"]],
    ["a{2}", "aaaaa", ["aa", "aa"]],
    ["a{2,3}?", "aaaaa", ["aa", "aa"]],
    ["(?:ab){2,}", "ababab", ["ababab"]],
    ["(?:ab)??b", "abbb", ["abb", "b"]],
    ["(|a)+b", "aab", ["aab"]],
    ["(a|ab)(c|bcd)(d*)", "abcd", ["abcd"]],
    ["^*a", "a", ["a"]],
    // groups
    ["(?>a+)ab", "aaab", []],
    ["(?>a|ab)c", "abc ac", ["ac"]],
    ["a(?=b)", "ab ac", ["a"]],
    ["a(?!b)", "ab ac", ["a"]],
    ["(?<=a)b", "ab cb", ["b"]],
    ["(?<!a)b", "ab cb", ["b"]],
    [String.raw`(?<=\d{2,}x*)y`, "1y 12xxy", ["y"]],
    ["(?<=(a)(b))c", "abc", ["c"]],
    [String.raw`(a)\1`, "aa ab", ["aa"]],
    [String.raw`(?i)(a)\1`, "aA", ["aA"]],
    [String.raw`(?<n>a)\k<n>\k'n'`, "aaa", ["aaa"]],
    [String.raw`(?<n>a)\<n>`, "aa", ["aa"]],
    [String.raw`(a)\11`, "aa1 a\t", ["a\t"]],
    [String.raw`(?:a|(b))\1`, "a bb", ["bb"]],
    ["(a)?(?(1)b|c)", "ab c b", ["ab", "c"]],
    ["(?<n>a)?(?(n)b|c)", "ab c", ["ab", "c"]],
    ["(?(?=a)ab|x)", "ab x b", ["ab", "x"]],
    ["(?(a)ab|x)", "ab x b", ["ab", "x"]],
    ["(?(a)ab)", "ab", ["ab", ""]],
    ["(?<=(?(a)a|b))x", "ax bx cx", ["x", "x"]],
    [String.raw`(?<1>a)\k<1>\k'001'`, "aaa", ["aaa"]],
    ["(a)(?<01>b)", "ab", ["ab"]],
    [String.raw`[\--/]`, "-./", ["-", "/"]],
    [String.raw`[a-\-c]+`, "a-b-c.", ["a-b-c"]],
    [String.raw`(?i)\p{Lu}+`, "aB1", ["aB"]],
    [String.raw`(?i)\P{Ll}`, "aB1", ["1"]],
    ["(?(?:(a))ab|c)", "ab c", ["ab", "c"]],
    [String.raw`(?<20>a)(b)\20\1`, "abab", ["abab"]],
    ["(?'a-1'x)|(y)", "xy", ["y"]],
    ["(?<=(?<a>x)(?<b>y))z", "xyz", ["z"]],
    ["(?i-i)a", "aA", ["a"]],
    ["(?I:A)b", "ab", ["ab"]],
    ["(?x:a #c\n b)c d", "abc d", ["abc d"]],
    ["a(?#c)*", "aa", ["aa", ""]],
    ["[a-]b-c-[b]]", "-b-c-b]", ["-b-c-b]"]],
    ["[--/-[.]]+", "-./", ["-", "/"]],
    ["(?# comment )a", "a", ["a"]],
    ["(?x) a b # comment\n c", "abc", ["abc"]],
    [String.raw`(?x)a\ b[ ]`, "a b ", ["a b "]],
    ["(?n)(a)(?<n>b)", "ab", ["ab"]],
    ["a||b", "b", ["", ""]],
    ["", "ab", ["", "", ""]],
    [String.raw`^(?:(?<open>\()|(?<-open>\))|[^()])*(?(open)(?!))$`, "(a(b)c)", ["(a(b)c)"]],
    [String.raw`^(?:(?<open>\()|(?<-open>\))|[^()])*(?(open)(?!))$`, "(a(b)c", []],
  ])("%j in %j finds %j", (pattern, text, result) => {
    expect(found(pattern, text)).toEqual(result);
  });

  it("a balancing group captures what lies between the two", () => {
    const regex = compileDotnetRegex(String.raw`(?<open>\()[^()]*(?<inside-open>\))`);
    expect(regex.extract("x(abc)", "inside")).toBe("abc");
    expect(regex.extract("x(abc)", "open")).toBeUndefined();
  });

  it("the last round of a repeated group is what it captured", () => {
    const regex = compileDotnetRegex("(?:(a)|(b))+");
    expect(["1", "2"].map((group) => regex.extract("ab", group))).toEqual(["a", "b"]);
  });

  it("unnamed groups are numbered first, from left to right, then named ones", () => {
    const regex = compileDotnetRegex("(?<n>a)(b)(?'m'c)(d)(?<9>e)");
    const texts = ["1", "2", "3", "4", "9"].map((group) => regex.extract("abcde", group));
    expect(texts).toEqual(["b", "d", "a", "c", "e"]);
  });
});

describe("patterns that .NET refuses", () => {
  it.each([
    "(",
    ")",
    "[a",
    "[",
    "[b-a]",
    String.raw`[a-\d]`,
    "[a-[b]c]",
    "*a",
    "a**",
    "a++",
    "a{2}{3}",
    "a{2,1}",
    "\\",
    String.raw`\q`,
    String.raw`\xg1`,
    String.raw`\u12`,
    String.raw`\c1`,
    String.raw`\p{Xx}`,
    String.raw`\pL`,
    String.raw`\1`,
    String.raw`\k<a>`,
    String.raw`\k`,
    "(?<>a)",
    "(?<a",
    "(?<-a>b)",
    "(?P<a>b)",
    "(?a)",
    "(?#",
    "(?(1)a)",
    "(?)",
    "(?(1a)b)",
    "(?(?<n>a)b)",
    "(?<1a>b)",
    "(?<0>b)",
    "(?<a-b-c>d)",
    "(?<a-b>c)",
    "(?'a>b)",
    "(a)(?<b->c)",
    String.raw`\p{Is}`,
    String.raw`\p{IsKlingon}`,
    String.raw`\p{isGreek}`,
    String.raw`\8`,
    "(?(a)b|c|d)",
  ])("%s", (pattern) => {
    expect(errorCode(() => compileDotnetRegex(pattern))).toBe("invalid_regex");
  });

  it("patterns beyond the bounds of this engine", () => {
    expect(errorCode(() => compileDotnetRegex("a".repeat(10_001)))).toBe("invalid_regex");
    expect(errorCode(() => compileDotnetRegex("(".repeat(5000)))).toBe("invalid_regex");
    expect(errorCode(() => compileDotnetRegex("[a-".repeat(3000)))).toBe("invalid_regex");
    expect(errorCode(() => compileDotnetRegex("(((ab){50}){50}){50}"))).toBe("invalid_regex");
    expect(errorCode(() => compileDotnetRegex("(ab){999999999}"))).toBe("invalid_regex");
  });
});

describe("replacements", () => {
  it.each([
    ["(a)(b)", "ab", "$2$1", "ba"],
    ["(?<n>a)(b)", "ab", "$1-$2", "b-a"],
    ["a", "xay", "[$&|$0|$`|$'|$_]", "x[a|a|x|y|xay]y"],
    ["(a)(b)?", "a", "<$2>", "<>"],
    ["a", "a", "$$1", "$1"],
    ["a", "a", "$1 $3 $x $", "$1 $3 $x $"],
    ["(a)(b)", "ab", "$+", "b"],
    ["(a)", "a", "$10", "$10"],
    ["(a)", "a", "$01", "a"],
    ["(a)", "a", "$" + "{1}0", "a0"],
    ["(?<n>a)", "a", "$" + "{n}$" + "{m}$" + "{n", "a$" + "{m}$" + "{n"],
    ["a*", "baac", "x", "xbxxcx"],
    ["(.*?)(?<id>.{0,8})$", "00000000123", "$" + "{id}", "00000123"],
    ["$", "a", "!", "a!"],
    ["(?<x>a)", "a", ["$", "{y$", "1}"].join(""), ["$", "{ya}"].join("")],
    ["(a)", "a", ["$", "{01}", "$", "00", "$", "{1a}"].join(""), ["aa", "$", "{1a}"].join("")],
    ["(a)|(b)|(?<n>c)", "abc", "<$+>", "<><><c>"],
    ["(?<=(?<r>\\d+))x", "12x", "$r|$" + "{r}", "12$r|12"],
    ["z", "abc", "x", "abc"],
  ])("%j in %j replaced by %j gives %j", (pattern, text, replacement, result) => {
    expect(compileDotnetRegex(pattern).replace(text, replacement)).toBe(result);
  });
});

/** Patterns on which a plain backtracking engine takes exponential or very long polynomial time. */
const RUNAWAYS: [pattern: string, text: string][] = [
  ["(a+)+$", `${"a".repeat(40)}!`],
  ["(?=(a+)+$)b", `${"a".repeat(40)}!b`],
  ["(a|aa)+$", `${"a".repeat(60)}!`],
  ["(a|a?)+$", `${"a".repeat(60)}!`],
  ["(.*)*(.*)*(.*)*x$", `x${"a".repeat(200)}`],
  ["(?<!(a+)+b)c(x+x+)+y", `${"a".repeat(40)}c${"x".repeat(60)}!y`],
  [String.raw`(a+)+\1$`, `${"a".repeat(40)}!`],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", `${"a".repeat(60)}!A`],
  ["((((a*)*)*)*)*b", `${"a".repeat(50)}cb`],
  ["(?>(a+)+)+$", `${"a".repeat(40)}!`],
];

describe("bounds", () => {
  it.each(RUNAWAYS)("%s ends", (pattern, text) => {
    const outcome = errorCode(() => compileDotnetRegex(pattern).replace(text, ""));
    expect(["none", "regex_timeout"]).toContain(outcome);
  });

  it("failures are remembered where that is sound: no timeout, and the right answer", () => {
    expect(compileDotnetRegex("(a+)+$").isMatch(`${"a".repeat(40)}!`)).toBe(false);
    expect(compileDotnetRegex("(?=(a+)+$)b").isMatch(`${"a".repeat(40)}!b`)).toBe(false);
    expect(compileDotnetRegex("(?:a|aa)+b").isMatch(`${"a".repeat(500)}cb`)).toBe(false);
  });

  it("a pattern that cannot be remembered ends with regex_timeout", () => {
    expect(errorCode(() => compileDotnetRegex(String.raw`(a+)+\1$`).isMatch(`${"a".repeat(40)}!`))).toBe(
      "regex_timeout",
    );
  });

  it("long texts do not exhaust the stack", () => {
    expect(compileDotnetRegex("^(?:a|b)*$").isMatch("ab".repeat(20_000))).toBe(true);
    expect(compileDotnetRegex("^(a|b)*?c").isMatch(`${"ab".repeat(20_000)}c`)).toBe(true);
  });
});

describe("no pattern", () => {
  const pattern = fc.oneof(fc.string(), fc.stringMatching(/^[ab()[\]|*+?{},\\^$.<>=!:'#0-9dwsSpLkiAzZG-]{0,24}$/));
  it("makes the engine throw anything but invalid_regex or regex_timeout", () => {
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab\n01(]{0,12}$/), (source, text) => {
        try {
          compileDotnetRegex(source).replace(text, "$1");
        } catch (error) {
          if (!isExpressionError(error)) throw error;
          expect(["invalid_regex", "regex_timeout"]).toContain(error.code);
        }
      }),
      { numRuns: 2000 },
    );
  });

  /** Patterns that .NET and JavaScript read alike: every round of a repeated group consumes something. */
  const common = fc.letrec<{ alternation: string; sequence: string; piece: string }>((tie) => ({
    alternation: fc.array(tie("sequence"), { minLength: 1, maxLength: 2 }).map((branches) => branches.join("|")),
    sequence: fc.array(tie("piece"), { maxLength: 3 }).map((pieces) => pieces.join("")),
    piece: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "a*", "b+?", "a??", ".{1,2}", "[ab]{0,2}?", "\\b"),
      fc
        .tuple(tie("alternation"), fc.constantFrom("", "*", "+", "?", "*?", "{2}", "{0,2}", "{1,}?"))
        .map(([inner, quantifier]) => `(?:[abc](?:${inner}))${quantifier}`),
      fc.tuple(fc.constantFrom("=", "!", "<=", "<!"), tie("alternation")).map(([kind, inner]) => `(?${kind}${inner})`),
    ),
  })).alternation;

  it("is matched otherwise than by JavaScript where both read it alike", () => {
    fc.assert(
      fc.property(common, fc.stringMatching(/^[abc]{0,8}$/), (source, text) => {
        const expected = text.replace(new RegExp(source, "g"), "<$&>");
        expect(compileDotnetRegex(source).replace(text, "<$&>")).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
