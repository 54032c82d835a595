import { describe, expect, it } from "vitest";
import type { AttributeValue } from "../../../src/expression/evaluation/values.ts";
import { evaluate, evaluationError } from "../evaluate.ts";

type Row = [expression: string, x: AttributeValue, result: unknown];

const rows: Row[] = [
  // Append, Prepend: a source without value is empty text
  ['Append([x], "b")', null, "b"],
  ['Append("a", [x])', null, "a"],
  ['Append([x], "b")', 7, "7b"],
  ['Append([x], "b")', true, "Trueb"],
  ['Append([x], "b")', ["a"], "ab"],
  ['Prepend("a", [x])', null, "a"],
  // Join
  ['Join("-", [x], "b")', null, "b"],
  ['Join("-", [x], "b")', "", "b"],
  ['Join("-", [x], "b")', " ", " -b"],
  ['Join("-", [x], "b")', ["1", "", "2"], "1-2-b"],
  ['Join("-", [x], "b")', [], "b"],
  ['Join("", [x], "b")', 1000, "1000b"],
  ['Join("-", "a", [x])', false, "a-False"],
  ['Join("-", [x])', null, ""],
  ['Join([x], "a", "b")', null, "ab"],
  ['Join("1@", "a", "b")', null, "a1@b"],
  // Mid
  ["Mid([x], 1, 1)", "abc", "a"],
  ["Mid([x], 2, 99)", "abc", "bc"],
  ["Mid([x], 2)", "abc", "bc"],
  ["Mid([x], 2, )", "abc", "bc"],
  ["Mid([x], 2, 0)", "abc", ""],
  ["Mid([x], 2, -1)", "abc", "abc"],
  ["Mid([x], 0, 2)", "abc", "abc"],
  ["Mid([x], -1, 2)", "abc", "abc"],
  ["Mid([x], 4, 2)", "abc", "abc"],
  ["Mid([x], 1, 2)", null, ""],
  ["Mid([x], 1, 2)", "", ""],
  ['Mid([x], "1", "2")', "abc", "ab"],
  ["Mid([x], 1, 2)", 12345, "12"],
  // Left
  ["Left([x], 0)", "abc", ""],
  ["Left([x], -1)", "abc", "abc"],
  ["Left([x], 9)", "abc", "abc"],
  ["Left([x], 2)", null, ""],
  ['Left([x], "2")', "abc", "ab"],
  // Len
  ["Len([x])", null, 0],
  ["Len([x])", "", 0],
  ["Len([x])", "abc", 3],
  ["Len([x])", 42568.75, 8],
  ["Len([x])", "😀", 2],
  // Word
  ['Word([x], 1, " ")', "a b", "a"],
  ['Word([x], 2, " ")', "a   b", "b"],
  ['Word([x], 3, " ")', "a b", ""],
  ['Word([x], 0, " ")', "a b", ""],
  ['Word([x], -1, " ")', "a b", ""],
  ['Word([x], 1, " ")', null, ""],
  ['Word([x], 1, "")', "a b", "a b"],
  ['Word([x], 2, "")', "a b", ""],
  ['Word([x], 1, "-")', "a b", "a b"],
  ['Word([x], 1, " ")', "  a", "a"],
  // InStr
  ['InStr([x], "b")', "abab", 2],
  ['InStr([x], "b", 3)', "abab", 4],
  ['InStr([x], "z")', "abab", 0],
  ['InStr([x], "B")', "abab", 0],
  ['InStr([x], "B", , vbTextCompare)', "abab", 2],
  ['InStr([x], "B", 1, VBTEXTCOMPARE)', "abab", 2],
  ['InStr([x], "B", 1, "vbBinaryCompare")', "abab", 0],
  ['InStr([x], "b")', null, 0],
  ['InStr([x], "b", 9)', "abab", 0],
  ['InStr([x], "")', "abab", 1],
  // case
  ["ToLower([x])", "ÀBC", "àbc"],
  ["ToLower([x])", null, null],
  ["ToLower([x])", "", ""],
  ["ToLower([x])", 5, "5"],
  ["ToLower([x], )", "A", "a"],
  ['ToLower([x], "")', "I", "i"],
  ['ToLower([x], "en-US")', "İI", "ii"],
  ['ToLower([x], "tr-TR")', "İI", "iı"],
  ['ToLower([x], "az")', "İI", "iı"],
  ["ToLower([x])", "İ", "İ"],
  ["ToLower([x])", "ΟΔΟΣ", "οδοσ"],
  ["ToUpper([x])", "ß", "ß"],
  ["ToUpper([x])", "straße ŉ ﬁ", "STRAßE ŉ ﬁ"],
  ["ToUpper([x])", "ı", "ı"],
  ['ToUpper([x], "tr")', "iı", "İI"],
  ['ToUpper([x], "de-DE")', "ı", "I"],
  ["ToUpper([x])", "ᾳ𐐨", "ᾼ𐐀"],
  // PCase
  ["PCase([x])", null, null],
  ["PCase([x])", "", ""],
  ["PCase([x])", "2nd floor", "2Nd Floor"],
  ["PCase([x])", "a_b-c/d (e) «f» g+h i$j", "A_B-C/D (E) «F» G+H I$J"],
  ["PCase([x])", "o'neil o’neil", "O'neil O’Neil"],
  ["PCase([x])", "ǆ ß", "ǅ ß"],
  ["PCase([x])", "a1b", "A1b"],
  ['PCase([x], " ")', "mary-ANN o'NEIL", "Mary-ann O'neil"],
  ['PCase([x], "")', "mary ANN", "Mary ann"],
  ["PCase([x], )", "mary ANN", "Mary Ann"],
  // NormalizeDiacritics
  ["NormalizeDiacritics([x])", null, null],
  ["NormalizeDiacritics([x])", "àäçďéğïľñõőřšșťüýž", "aacdegilnoorsstuyz"],
  ["NormalizeDiacritics([x])", "ÀÄÇĎÉĞÏĽÑÕŐŘŠȘŤÜÝŽ", "AACDEGILNOORSSTUYZ"],
  ["NormalizeDiacritics([x])", "æǣÆǢ", "aeaeAEAE"],
  ["NormalizeDiacritics([x])", "øØø̄œ̄Œ̄", "oeOEoeoeOE"],
  ["NormalizeDiacritics([x])", "ß ı İ ł Ł", "ss i I l L"],
  ["NormalizeDiacritics([x])", "ā̂ ḹ e̊̄ ṳ̄", "a l e u"],
  ["NormalizeDiacritics([x])", "œ đ ð þ ħ ŋ ẞ", "œ đ ð þ ħ ŋ ẞ"],
  ["NormalizeDiacritics([x])", "Йод が नि 한", "Йод が नि 한"],
  // spaces
  ["StripSpaces([x])", " a\tb\u00a0c ", "a\tb\u00a0c"],
  ["StripSpaces([x])", null, null],
  ["Trim([x])", "\t a b \n", "a b"],
  ["Trim([x])", null, null],
  ["Trim([x])", [" a ", "b"], ["a", "b"]],
  // Redact, CStr
  ["Redact([x])", null, null],
  ["Redact([x])", ["a", "b"], ["a", "b"]],
  ["CStr([x])", null, null],
  ["CStr([x])", 12.5, "12.5"],
  ["CStr([x])", true, "True"],
  ["CStr([x])", false, "False"],
];

describe("functions on text", () => {
  it.each(rows)("%s with %j gives %j", (expression, x, result) => {
    expect(evaluate(expression, { x })).toEqual(result);
  });

  it.each([
    ["Mid([x], [x], 1)", "abc", "wrong_argument_type"],
    ["Mid([x], , 1)", "abc", "wrong_argument_type"],
    ['Left([x], "")', "abc", "wrong_argument_type"],
    ['Word([x], "one", " ")', "abc", "wrong_argument_type"],
    ["Append([x], [x])", ["a", "b"], "wrong_argument_type"],
    ["ToLower([x])", ["a", "b"], "wrong_argument_type"],
    ['ToLower([x], "not a culture")', "abc", "wrong_argument_type"],
    ['InStr([x], "a", 0)', "abc", "index_out_of_range"],
    ['InStr([x], "a", 1, "fast")', "abc", "wrong_argument_type"],
  ])("%s with %j fails with %3$s", (expression, x, code) => {
    expect(evaluationError(expression, { x })).toBe(code);
  });
});
