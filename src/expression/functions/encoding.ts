/** Functions on encodings and bits. */
import { type ExpressionResult, hexadecimal, integerValue, toInteger } from "../evaluation/values.ts";
import {
  type FunctionCall,
  type FunctionTable,
  fail,
  type StringArguments,
  stringFunction,
  unaryStringFunction,
} from "./definition.ts";

export const encodingFunctions = {
  ConvertToBase64: unaryStringFunction((string) => btoa(string.toWellFormed().replace(/[\s\S]/g, utf16Bytes))),
  ConvertFromBase64: stringFunction(1, 2, convertFromBase64),
  ConvertToUTF8Hex: unaryStringFunction((string) => hexadecimal(new TextEncoder().encode(string)).toUpperCase()),
  BitAnd: stringFunction(2, 2, bitAnd),
  StringFromSid: unaryStringFunction(stringFromSid),
} satisfies FunctionTable;

/** The bytes of a code unit, low byte first, as a binary string. */
function utf16Bytes(string: string): string {
  const unit = string.charCodeAt(0);
  return String.fromCharCode(unit & 0xff, unit >> 8);
}

function bytesOf(string: string, call: FunctionCall): Uint8Array {
  try {
    return Uint8Array.from(atob(string), (character) => character.charCodeAt(0));
  } catch (cause) {
    return fail(call, "wrong_argument_type", "expected base64", cause);
  }
}

/** Names of the encodings in the language, and in the Encoding Standard. */
const ENCODINGS: ReadonlyMap<string, string> = new Map([
  ["unicode", "utf-16le"],
  ["utf8", "utf-8"],
  ["ascii", "windows-1252"],
]);

/** Without an encoding, the bytes are UTF-16. */
function convertFromBase64([string = null, encoding]: StringArguments, call: FunctionCall): ExpressionResult {
  if (string === null) return null;
  const bytes = bytesOf(string, call);
  const name = (encoding ?? "Unicode").toLowerCase();
  const label = ENCODINGS.get(name) ?? fail(call, "wrong_argument_type", "expected Unicode, UTF8 or ASCII");
  const decoded = new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
  return name === "ascii" ? decoded.replace(/[\x80-\uffff]/g, "?") : decoded;
}

function bitAnd([one = null, other = null]: StringArguments, call: FunctionCall): ExpressionResult {
  const left = toInteger(one);
  const right = toInteger(other);
  if (left === undefined || right === undefined) return fail(call, "wrong_argument_type", "expected two numbers");
  return integerValue(left & right);
}

/** Converts a security identifier from base64 to `S-1-…` ([MS-DTYP] §2.4.2). */
function stringFromSid(string: string, call: FunctionCall): ExpressionResult {
  const bytes = bytesOf(string, call);
  const [revision, count = 0] = bytes;
  if (revision !== 1 || bytes.length !== 8 + 4 * count) fail(call, "wrong_argument_type", "expected a SID");
  const view = new DataView(bytes.buffer);
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4);
  const parts = Array.from({ length: count }, (_, index) => view.getUint32(8 + 4 * index, true));
  return ["S", revision, authority, ...parts].join("-");
}
