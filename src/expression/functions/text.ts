/**
 * Functions that cut, join and rewrite text. Positions count from 1.
 */
import { casingOf, toLower, toUpper } from "../dotnet/casing.ts";
import { normalizeDiacritics } from "../dotnet/diacritics.ts";
import { capitalizeWords, toTitleCase } from "../dotnet/title-case.ts";
import { type ExpressionResult, entryText, scalarText, type Value } from "../values.ts";
import {
  argumentAt,
  type Call,
  describe,
  type Evaluate,
  eager,
  type FunctionDefinition,
  type FunctionTable,
  fail,
  integerOf,
  isGiven,
  ofText,
  textOf,
  unary,
} from "./definition.ts";

export const textFunctions = {
  Append: eager(
    2,
    2,
    ([source = null, suffix = null], call) => (textOf(source, call) ?? "") + (textOf(suffix, call) ?? ""),
  ),
  Prepend: eager(
    2,
    2,
    ([prefix = null, source = null], call) => (textOf(prefix, call) ?? "") + (textOf(source, call) ?? ""),
  ),
  Join: { minimum: 2, maximum: Number.POSITIVE_INFINITY, compile: compileJoin },
  Mid: eager(2, 3, mid),
  Left: eager(2, 2, left),
  Len: unary((value, call) => (textOf(value, call) ?? "").length),
  Word: eager(3, 3, word),
  InStr: eager(2, 4, inStr),
  ToLower: withCulture(toLower),
  ToUpper: withCulture(toUpper),
  PCase: eager(1, 2, properCase),
  NormalizeDiacritics: ofText(normalizeDiacritics),
  StripSpaces: ofText((text) => text.replaceAll(" ", "")),
  Trim: unary(trim),
  Redact: unary((value) => value),
  CStr: unary(convertToText),
} satisfies FunctionTable;

/** Sources without a value vanish together with their separator; a blank is a value. */
function compileJoin(call: Call): Evaluate {
  const separatorOf = argumentAt(call, 0);
  const sources = call.arguments.slice(1);
  return (run) => {
    const separatorValue = separatorOf(run);
    if (typeof separatorValue === "symbol") return separatorValue;
    const separator = textOf(separatorValue, call) ?? "";
    let result = "";
    let isFirst = true;
    const add = (text: string) => {
      if (text === "") return;
      result = isFirst ? text : result + separator + text;
      isFirst = false;
    };
    for (const source of sources) {
      const value = source(run);
      if (typeof value === "symbol") return value;
      if (typeof value === "string") add(value);
      else if (value !== null) joinOther(value, add);
    }
    return result;
  };
}

function joinOther(value: Exclude<Value, string | null>, add: (text: string) => void): void {
  if (typeof value !== "object") add(scalarText(value));
  else for (const entry of value) add(entryText(entry));
}

/**
 * The reference names one edge, a length past the end. The others are those of the Connect functions of the same name: length 0 gives
 * "", a negative length or a start outside the text gives the text. Cloud sync also calls it with two arguments.
 */
function mid(values: readonly Value[], call: Call): string {
  const source = textOf(values[0] ?? null, call) ?? "";
  const start = integerOf(values[1] ?? null, call, "the start");
  const length = isGiven(call, 2) ? integerOf(values[2] ?? null, call, "the length") : source.length;
  if (length === 0) return "";
  if (length < 0 || start < 1 || start > source.length) return source;
  return source.slice(start - 1, start - 1 + length);
}

function left([source = null, count = null]: readonly Value[], call: Call): string {
  const text = textOf(source, call) ?? "";
  const length = integerOf(count, call, "the number of characters");
  return length < 0 ? text : text.slice(0, length);
}

/** Runs of delimiters give no empty words. */
function word([source = null, number = null, delimiters = null]: readonly Value[], call: Call): string {
  const wanted = integerOf(number, call, "the word number");
  const ends = textOf(delimiters, call) ?? "";
  let found = 0;
  let current = "";
  for (const unit of `${textOf(source, call) ?? ""}${ends.slice(0, 1)}`.split("")) {
    if (!ends.includes(unit)) current += unit;
    else if (current !== "") {
      found++;
      if (found === wanted) return current;
      current = "";
    }
  }
  return current !== "" && found + 1 === wanted ? current : "";
}

function inStr([text = null, find = null, start = null, compareType = null]: readonly Value[], call: Call): number {
  const isTextCompare = compareMode(compareType, call);
  const fold = (value: Value) => (isTextCompare ? toUpper(textOf(value, call) ?? "") : (textOf(value, call) ?? ""));
  const from = isGiven(call, 2) ? integerOf(start, call, "the start") : 1;
  if (from < 1) fail(call, "index_out_of_range", `the start counts from 1, found ${from}`);
  const searched = fold(text);
  if (from > searched.length) return 0;
  return searched.indexOf(fold(find), from - 1) + 1;
}

/** Whether case is to be ignored. Both words may also come as text. */
export function compareMode(value: Value, call: Call): boolean {
  if (value === null) return false;
  const mode = String(textOf(value, call)).toLowerCase();
  if (mode !== "vbtextcompare" && mode !== "vbbinarycompare") {
    fail(call, "wrong_argument_type", `the compare type is vbTextCompare or vbBinaryCompare, found ${describe(value)}`);
  }
  return mode === "vbtextcompare";
}

function withCulture(change: typeof toLower): FunctionDefinition {
  return eager(1, 2, ([source = null, culture = null], call) => {
    const text = textOf(source, call);
    if (text === null) return null;
    if (culture === null) return change(text);
    const casing = casingOf(textOf(culture, call) ?? "");
    if (casing === undefined) fail(call, "wrong_argument_type", "the culture is a name such as en-US");
    return change(text, casing);
  });
}

function properCase([source = null, separators = null]: readonly Value[], call: Call): string | null {
  const text = textOf(source, call);
  if (text === null) return null;
  return separators === null ? toTitleCase(text) : capitalizeWords(text, textOf(separators, call) ?? "");
}

function trim(value: Value): ExpressionResult {
  if (value === null) return null;
  if (typeof value !== "object") return scalarText(value).trim();
  return value.map((entry) => entryText(entry).trim());
}

function convertToText(value: Value): ExpressionResult {
  if (value === null) return null;
  return typeof value === "object" ? value.map(entryText) : scalarText(value);
}
