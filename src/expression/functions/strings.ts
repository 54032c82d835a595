/**
 * Functions on strings.
 *
 * Positions count from 1.
 */
import { casingOf, toLower, toUpper } from "../dotnet/casing.ts";
import { normalizeDiacritics } from "../dotnet/diacritics.ts";
import { capitalizeWords, toTitleCase } from "../dotnet/title-case.ts";
import { trim } from "../dotnet/white-space.ts";
import { type ExpressionValue, mapStrings, stringsOf } from "../evaluation/values.ts";
import {
  ANY_NUMBER,
  checkLength,
  eagerFunction,
  type FunctionCall,
  type FunctionDefinition,
  type FunctionTable,
  fail,
  integerOf,
  type StringArguments,
  stringFunction,
  stringOrEmpty,
  unaryFunction,
  unaryStringFunction,
} from "./definition.ts";

export const stringFunctions = {
  Append: stringFunction(2, 2, concatenate),
  Prepend: stringFunction(2, 2, concatenate),
  Join: eagerFunction(2, ANY_NUMBER, join),
  Mid: stringFunction(2, 3, mid),
  Left: stringFunction(2, 2, left),
  Len: unaryFunction((value, call) => stringOrEmpty(value, call).length),
  Word: stringFunction(3, 3, word),
  InStr: stringFunction(2, 4, inStr),
  ToLower: withCulture(toLower),
  ToUpper: withCulture(toUpper),
  PCase: stringFunction(1, 2, properCase),
  NormalizeDiacritics: unaryStringFunction(normalizeDiacritics),
  StripSpaces: unaryStringFunction((string) => string.replaceAll(" ", "")),
  Trim: unaryFunction((value) => mapStrings(value, trim)),
  Redact: unaryFunction((value) => value),
  CStr: unaryFunction((value) => mapStrings(value, (string) => string)),
} satisfies FunctionTable;

function concatenate(strings: StringArguments): string {
  return strings.join("");
}

/** Sources without a value are skipped together with their separator; a space is a value. */
function join([separator = null, ...sources]: readonly ExpressionValue[], call: FunctionCall): string {
  let result = "";
  const between = stringOrEmpty(separator, call);
  for (const source of sources) {
    for (const string of stringsOf(source)) {
      if (string !== "") result += result === "" ? string : between + string;
      checkLength(result.length, call);
    }
  }
  return result;
}

/**
 * The reference defines one edge case, a length beyond the end. The others are those of the Connect functions of the
 * same name: length 0 gives "", a negative length or a start outside the string gives the string. Cloud sync also calls
 * it with two arguments.
 */
function mid([source, start = null, length = null]: StringArguments, call: FunctionCall): string {
  const string = source ?? "";
  const from = integerOf(start, call, "start");
  const count = length === null ? string.length : integerOf(length, call, "length");
  if (count === 0) return "";
  if (from > string.length && call.assumptions.midBeyondEnd === "empty") return "";
  if (count < 0 || from < 1 || from > string.length) return string;
  return string.slice(from - 1, from - 1 + count);
}

function left([source, count = null]: StringArguments, call: FunctionCall): string {
  const string = source ?? "";
  const length = integerOf(count, call, "length");
  return length < 0 ? string : string.slice(0, length);
}

/** Adjacent delimiters give no empty words. */
function word([source, number = null, delimiters]: StringArguments, call: FunctionCall): string {
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

function inStr([string, find, start = null, compareType = null]: StringArguments, call: FunctionCall): number {
  const fold = caseFolding(compareType, call);
  const from = start === null ? 1 : integerOf(start, call, "start");
  if (from < 1) fail(call, "index_out_of_range", `expected a start from 1, found ${from}`);
  const searched = fold(string ?? "");
  return from > searched.length ? 0 : searched.indexOf(fold(find ?? ""), from - 1) + 1;
}

/**
 * Prepares strings for a comparison: converts them to upper case for `vbTextCompare`, but not for `vbBinaryCompare`,
 * the default.
 */
export function caseFolding(compareType: string | null, call: FunctionCall): (string: string) => string {
  const mode = (compareType ?? "vbBinaryCompare").toLowerCase();
  if (mode === "vbtextcompare") return toUpper;
  if (mode === "vbbinarycompare") return (string) => string;
  return fail(call, "wrong_argument_type", "expected vbTextCompare or vbBinaryCompare");
}

function withCulture(change: typeof toLower): FunctionDefinition {
  return stringFunction(1, 2, ([string = null, culture], call) => {
    const casing = casingOf(culture ?? "");
    if (casing === undefined) fail(call, "wrong_argument_type", "expected a culture such as en-US");
    return string === null ? null : change(string, casing);
  });
}

function properCase([string = null, separators = null]: StringArguments, call: FunctionCall): string | null {
  if (string === null) return null;
  return separators === null
    ? toTitleCase(string, call.assumptions.apostropheEndsWord)
    : capitalizeWords(string, separators);
}
