/**
 * Encodings and bits.
 */
import { type ExpressionResult, hexadecimal, integerValue, toInteger } from "../evaluation/values.ts";
import { type Call, type FunctionTable, fail, ofText, ofTexts, type Texts } from "./definition.ts";

export const encodingFunctions = {
  ConvertToBase64: ofText((text) => btoa(text.replace(/[\s\S]/g, utf16Bytes))),
  ConvertFromBase64: ofTexts(1, 2, convertFromBase64),
  ConvertToUTF8Hex: ofText((text) => hexadecimal(new TextEncoder().encode(text)).toUpperCase()),
  BitAnd: ofTexts(2, 2, bitAnd),
  StringFromSid: ofText(stringFromSid),
} satisfies FunctionTable;

/** The bytes of a code unit, low byte first, as a binary text. */
function utf16Bytes(text: string): string {
  const unit = text.charCodeAt(0);
  return String.fromCharCode(unit & 0xff, unit >> 8);
}

function bytesOf(text: string, call: Call): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    return fail(call, "wrong_argument_type", "expected base64", cause);
  }
}

/** Names of encodings in the language, and on the web. */
const ENCODINGS: ReadonlyMap<string, string> = new Map([
  ["unicode", "utf-16le"],
  ["utf8", "utf-8"],
  ["ascii", "windows-1252"],
]);

/** Without an encoding, the bytes are UTF-16. */
function convertFromBase64([text = null, encoding]: Texts, call: Call): ExpressionResult {
  if (text === null) return null;
  const bytes = bytesOf(text, call);
  const name = (encoding ?? "Unicode").toLowerCase();
  const label = ENCODINGS.get(name) ?? fail(call, "wrong_argument_type", "expected Unicode, UTF8 or ASCII");
  const decoded = new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
  return name === "ascii" ? decoded.replace(/[\x80-\uffff]/g, "?") : decoded;
}

function bitAnd([one = null, other = null]: Texts, call: Call): ExpressionResult {
  const left = toInteger(one);
  const right = toInteger(other);
  if (left === undefined || right === undefined) return fail(call, "wrong_argument_type", "expected two numbers");
  return integerValue(left & right);
}

/** The bytes of a security identifier, base64, as `S-1-…` ([MS-DTYP] §2.4.2). */
function stringFromSid(text: string, call: Call): ExpressionResult {
  const bytes = bytesOf(text, call);
  const [revision, count = 0] = bytes;
  if (revision !== 1 || bytes.length !== 8 + 4 * count) fail(call, "wrong_argument_type", "expected a SID");
  const view = new DataView(bytes.buffer);
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4);
  const parts = Array.from({ length: count }, (_, index) => view.getUint32(8 + 4 * index, true));
  return ["S", revision, authority, ...parts].join("-");
}
