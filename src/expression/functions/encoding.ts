/**
 * Encodings and bits.
 */
import { type ExpressionResult, integerValue, toInteger } from "../values.ts";
import { type Call, type FunctionTable, fail, ofText, ofTexts, type Texts } from "./definition.ts";

export const encodingFunctions = {
  ConvertToBase64: ofText((text) => btoa(utf16Bytes(text))),
  ConvertFromBase64: ofTexts(1, 2, convertFromBase64),
  ConvertToUTF8Hex: ofText((text) => hexadecimal(new TextEncoder().encode(text))),
  BitAnd: ofTexts(2, 2, bitAnd),
  StringFromSid: ofText(stringFromSid),
} satisfies FunctionTable;

/** The bytes of UTF-16, low byte first, without byte order mark, as a binary text. */
function utf16Bytes(text: string): string {
  let bytes = "";
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes += String.fromCharCode(unit & 0xff, unit >> 8);
  }
  return bytes;
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
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
]);

/** Without an encoding, the bytes are UTF-16. */
function convertFromBase64([text = null, encoding]: Texts, call: Call): ExpressionResult {
  if (text === null) return null;
  const bytes = bytesOf(text, call);
  const name = (encoding ?? "Unicode").toLowerCase();
  if (name === "ascii") return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : "?")).join("");
  const label = ENCODINGS.get(name) ?? fail(call, "wrong_argument_type", "expected Unicode, UTF8 or ASCII");
  return new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
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
