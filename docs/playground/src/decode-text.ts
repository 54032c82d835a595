/** Decodes a file of text, in the encoding that its first bytes show. */
import { detectEncoding } from "../../../src/files/reading/encoding.ts";
import type { Read } from "./sample.ts";

/** The text of a file, or why it is none. */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): Read<string> {
  const encoding = detectEncoding(bytes);
  if (encoding === undefined) return { problem: "The file is UTF-32 text; save it as UTF-8" };
  try {
    return { value: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { problem: `The file is not ${encoding.toUpperCase()} text; save it as "CSV UTF-8"` };
  }
}
