/**
 * Functions on multi-valued attributes. Indexes count from 1.
 */

import { type ExpressionResult, textsOf, type Value } from "../evaluation/values.ts";
import {
  type Call,
  eager,
  type FunctionTable,
  fail,
  integerOf,
  ofTexts,
  type Texts,
  textOf,
  unary,
} from "./definition.ts";
import { foldOf } from "./strings.ts";

export const multiValueFunctions = {
  Split: ofTexts(1, 2, split),
  Item: eager(2, 2, item),
  Count: unary((value) => textsOf(value).length),
  RemoveDuplicates: unary((value) => (value === null ? null : [...new Set(textsOf(value))])),
  Contains: eager(2, 3, contains),
} satisfies FunctionTable;

/**
 * The reference's example has a space after the comma in its input and none in its output: pieces are trimmed. Empty pieces are kept,
 * so that positions stay.
 */
function split([text = null, delimiter]: Texts, call: Call): ExpressionResult {
  if (delimiter === "") fail(call, "wrong_argument_type", "the delimiter is empty");
  return text === null ? null : text.split(delimiter ?? ",").map((piece) => piece.trim());
}

function item([attribute = null, index = null]: readonly Value[], call: Call): ExpressionResult {
  const entries = typeof attribute === "object" && attribute !== null ? attribute : textsOf(attribute);
  const position = integerOf(textOf(index, call), call, "index");
  const entry = entries[position - 1];
  if (entry === undefined) {
    fail(call, "index_out_of_range", `expected an index from 1 to ${entries.length}, found ${position}`);
  }
  return typeof entry === "object" ? [entry] : entry;
}

/** The position of the first value that contains the text, 0 when none does. Known from cloud sync. */
function contains([attribute = null, search = null, compareType = null]: readonly Value[], call: Call): number {
  const fold = foldOf(textOf(compareType, call), call);
  const searched = fold(textOf(search, call) ?? "");
  return textsOf(attribute).findIndex((text) => fold(text).includes(searched)) + 1;
}
