/**
 * Functions on multi-valued attributes.
 *
 * Indexes count from 1.
 */
import { trim } from "../dotnet/white-space.ts";
import { type ExpressionResult, type ExpressionValue, stringsOf } from "../evaluation/values.ts";
import {
  eagerFunction,
  type FunctionCall,
  type FunctionTable,
  fail,
  integerOf,
  type StringArguments,
  stringFunction,
  stringOf,
  stringOrEmpty,
  unaryFunction,
} from "./definition.ts";
import { caseFolding } from "./strings.ts";

export const multiValueFunctions = {
  Split: stringFunction(1, 2, split),
  Item: eagerFunction(2, 2, item),
  Count: unaryFunction((value) => stringsOf(value).length),
  RemoveDuplicates: unaryFunction((value) => (value === null ? null : [...new Set(stringsOf(value))])),
  Contains: eagerFunction(2, 3, contains),
} satisfies FunctionTable;

/**
 * The reference's example has a space after the comma in its input and none in its output, so pieces are trimmed. Empty
 * pieces are kept, so that positions do not shift.
 */
function split([string = null, delimiter]: StringArguments, call: FunctionCall): ExpressionResult {
  if (delimiter === "") fail(call, "wrong_argument_type", "the delimiter is empty");
  const pieces = string?.split(delimiter ?? ",") ?? null;
  return call.assumptions.splitTrims === false ? pieces : (pieces?.map(trim) ?? null);
}

function item([attribute = null, index = null]: readonly ExpressionValue[], call: FunctionCall): ExpressionResult {
  const entries = typeof attribute === "object" && attribute !== null ? attribute : stringsOf(attribute);
  const position = integerOf(stringOf(index, call), call, "index");
  const entry = entries[position - 1];
  if (entry === undefined) {
    fail(call, "index_out_of_range", `expected an index from 1 to ${entries.length}, found ${position}`);
  }
  return typeof entry === "object" ? [entry] : entry;
}

/** The position of the first value that contains the string; 0 if none does. From cloud sync. */
function contains(
  [attribute = null, search = null, compareType = null]: readonly ExpressionValue[],
  call: FunctionCall,
): number {
  const fold = caseFolding(stringOf(compareType, call), call);
  const searched = fold(stringOrEmpty(search, call));
  return stringsOf(attribute).findIndex((string) => fold(string).includes(searched)) + 1;
}
