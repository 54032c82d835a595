/**
 * Functions that cut, join and rewrite text. Positions count from 1.
 */
import { casingOf, toLower, toUpper } from "../dotnet/casing.ts";
import { normalizeDiacritics } from "../dotnet/diacritics.ts";
import { capitalizeWords, toTitleCase } from "../dotnet/title-case.ts";
import { mapTexts, textsOf, type Value } from "../evaluation/values.ts";
import {
  ANY_NUMBER,
  type Call,
  checkLength,
  eager,
  type FunctionDefinition,
  type FunctionTable,
  fail,
  integerOf,
  ofText,
  ofTexts,
  type Texts,
  textOf,
  unary,
} from "./definition.ts";

export const textFunctions = {
  Append: ofTexts(2, 2, concatenate),
  Prepend: ofTexts(2, 2, concatenate),
  Join: eager(2, ANY_NUMBER, join),
  Mid: ofTexts(2, 3, mid),
  Left: ofTexts(2, 2, left),
  Len: unary((value, call) => (textOf(value, call) ?? "").length),
  Word: ofTexts(3, 3, word),
  InStr: ofTexts(2, 4, inStr),
  ToLower: withCulture(toLower),
  ToUpper: withCulture(toUpper),
  PCase: ofTexts(1, 2, properCase),
  NormalizeDiacritics: ofText(normalizeDiacritics),
  StripSpaces: ofText((text) => text.replaceAll(" ", "")),
  Trim: unary((value) => mapTexts(value, (text) => text.trim())),
  Redact: unary((value) => value),
  CStr: unary((value) => mapTexts(value, (text) => text)),
} satisfies FunctionTable;

function concatenate(texts: Texts): string {
  return texts.join("");
}

/** Sources without a value vanish together with their separator; a blank is a value. */
function join([separator = null, ...sources]: readonly Value[], call: Call): string {
  let result = "";
  const between = textOf(separator, call) ?? "";
  for (const source of sources) {
    for (const text of textsOf(source)) {
      if (text !== "") result += result === "" ? text : between + text;
      checkLength(result.length, call);
    }
  }
  return result;
}

/**
 * The reference names one edge, a length past the end. The others are those of the Connect functions of the same name: length 0 gives
 * "", a negative length or a start outside the text gives the text. Cloud sync also calls it with two arguments.
 */
function mid([source, start = null, length = null]: Texts, call: Call): string {
  const text = source ?? "";
  const from = integerOf(start, call, "start");
  const count = length === null ? text.length : integerOf(length, call, "length");
  if (count === 0) return "";
  if (count < 0 || from < 1 || from > text.length) return text;
  return text.slice(from - 1, from - 1 + count);
}

function left([source, count = null]: Texts, call: Call): string {
  const text = source ?? "";
  const length = integerOf(count, call, "length");
  return length < 0 ? text : text.slice(0, length);
}

/** Runs of delimiters give no empty words. */
function word([source, number = null, delimiters]: Texts, call: Call): string {
  const wanted = integerOf(number, call, "WordNumber");
  const ends = delimiters ?? "";
  let found = 0;
  let current = "";
  for (const unit of [...(source ?? "").split(""), ""]) {
    if (unit !== "" && !ends.includes(unit)) current += unit;
    else if (current !== "") {
      found++;
      if (found === wanted) return current;
      current = "";
    }
  }
  return "";
}

function inStr([text, find, start = null, compareType = null]: Texts, call: Call): number {
  const fold = foldOf(compareType, call);
  const from = start === null ? 1 : integerOf(start, call, "start");
  if (from < 1) fail(call, "index_out_of_range", `expected a start from 1, found ${from}`);
  const searched = fold(text ?? "");
  return from > searched.length ? 0 : searched.indexOf(fold(find ?? ""), from - 1) + 1;
}

/** How texts are made comparable: in upper case for `vbTextCompare`, as they are for `vbBinaryCompare`, the default. */
export function foldOf(compareType: string | null, call: Call): (text: string) => string {
  const mode = (compareType ?? "vbBinaryCompare").toLowerCase();
  if (mode === "vbtextcompare") return toUpper;
  if (mode === "vbbinarycompare") return (text) => text;
  return fail(call, "wrong_argument_type", "expected vbTextCompare or vbBinaryCompare");
}

function withCulture(change: typeof toLower): FunctionDefinition {
  return ofTexts(1, 2, ([text = null, culture], call) => {
    const casing = casingOf(culture ?? "");
    if (casing === undefined) fail(call, "wrong_argument_type", "expected a culture such as en-US");
    return text === null ? null : change(text, casing);
  });
}

function properCase([text = null, separators = null]: Texts): string | null {
  if (text === null) return null;
  return separators === null ? toTitleCase(text) : capitalizeWords(text, separators);
}
