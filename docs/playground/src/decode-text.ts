/** Decodes a file of text. */
import { detectEncoding } from "../../../src/files/reading/encoding.ts";
import type { Read } from "./sample.ts";

/**
 * The text of a file, or why it is none.
 *
 * @param isAnsi - Whether the file has the encoding that Excel calls ANSI (Windows-1252), which its bytes do not show.
 */
export function decodeText(bytes: Uint8Array<ArrayBuffer>, isAnsi = false): Read<string> {
  const encoding = isAnsi ? "windows-1252" : detectEncoding(bytes);
  if (encoding === undefined) return { problem: "The file is UTF-32 text; save it as UTF-8" };
  try {
    return { value: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return {
      problem: `The file is not ${encoding.toUpperCase()} text; choose Windows-1252 above, or save it as "CSV UTF-8"`,
    };
  }
}
