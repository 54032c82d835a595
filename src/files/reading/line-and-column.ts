/** Finds line and column of a byte in a file. */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Describes the position of a byte, such as `line 2, column 19`. Columns count UTF-16 code units, from 1; a byte order
 * mark does not count.
 *
 * @param chunks - A file in UTF-8.
 * @param offset - Number of bytes before it.
 */
export async function lineAndColumn(chunks: AsyncIterable<Uint8Array>, offset: number): Promise<string> {
  let line = 1;
  let column = 1;
  let last = 0;
  let before = 0;
  for await (const chunk of chunks) {
    const first = before === 0 && BYTE_ORDER_MARK.every((byte, index) => chunk[index] === byte) ? 3 : 0;
    for (const byte of chunk.subarray(first, offset - before)) {
      if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && last !== CARRIAGE_RETURN)) line += 1;
      column = byte === CARRIAGE_RETURN || byte === LINE_FEED ? 1 : column + codeUnits(byte);
      last = byte;
    }
    before += chunk.length;
    if (before >= offset) break;
  }
  return `line ${line}, column ${column}`;
}

/** UTF-16 code units of the character that a byte of UTF-8 begins; 0 for a byte inside of a character. */
function codeUnits(byte: number): number {
  if (byte >= 0xf0) return 2;
  return byte >= 0x80 && byte < 0xc0 ? 0 : 1;
}
