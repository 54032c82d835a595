/** JSON that is put together from pieces: texts, and bytes that were made before. */

/** A piece of JSON, as text or in UTF-8. */
export type JsonPiece = string | Uint8Array;

/** Stands between the elements of a list. */
export const COMMA: JsonPiece = new Uint8Array([0x2c]);

/** Most bytes of UTF-8 that one UTF-16 code unit takes. */
const BYTES_A_UNIT = 3;

const ENCODER = new TextEncoder();

/** Writes a text as UTF-8 at the beginning of some bytes that have room for it; what was written. */
export function encodeInto(text: string, target: Uint8Array): Uint8Array {
  return target.subarray(0, ENCODER.encodeInto(text, target).written);
}

/** Bytes that are surely enough for a piece. */
export function roomFor(piece: JsonPiece): number {
  return typeof piece === "string" ? piece.length * BYTES_A_UNIT : piece.length;
}

/** Joins pieces into bytes of UTF-8, with one allocation of about their size: memory outside the heap is what makes the collector run. */
export function joinPieces(pieces: readonly JsonPiece[]): Uint8Array<ArrayBuffer> {
  let room = 0;
  for (const piece of pieces) room += roomFor(piece);
  const bytes = new Uint8Array(room);
  let length = 0;
  for (const piece of pieces) {
    if (typeof piece === "string") {
      length += encodeInto(piece, bytes.subarray(length)).length;
    } else {
      bytes.set(piece, length);
      length += piece.length;
    }
  }
  return bytes.subarray(0, length);
}
