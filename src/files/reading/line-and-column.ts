/** Finds line and column of a byte in a file. */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** The position of the byte after those that were read. Columns count UTF-16 code units; a byte order mark does not. */
class Place {
  #line = 1;
  #column = 1;
  #last = 0;
  /** Number of bytes so far. */
  before = 0;

  /** Reads bytes up to an offset in the file. */
  read(chunk: Uint8Array, offset: number): void {
    const first = this.before === 0 && BYTE_ORDER_MARK.every((byte, index) => chunk[index] === byte) ? 3 : 0;
    for (const byte of chunk.subarray(first, offset - this.before)) {
      const isBreak = byte === CARRIAGE_RETURN || byte === LINE_FEED;
      if (isBreak && (byte !== LINE_FEED || this.#last !== CARRIAGE_RETURN)) this.#line += 1;
      this.#column = isBreak ? 1 : this.#column + codeUnits(byte);
      this.#last = byte;
    }
    this.before += chunk.length;
  }

  toString(): string {
    return `line ${this.#line}, column ${this.#column}`;
  }
}

/**
 * Describes the position of a byte, such as `line 2, column 19`, from 1.
 *
 * @param chunks - A file in UTF-8.
 * @param offset - Number of bytes before it.
 */
export async function lineAndColumn(chunks: AsyncIterable<Uint8Array>, offset: number): Promise<string> {
  const place = new Place();
  for await (const chunk of chunks) {
    place.read(chunk, offset);
    if (place.before >= offset) break;
  }
  return String(place);
}

/** The position of a byte as {@link lineAndColumn} describes it, in a text that is in memory. */
export function lineAndColumnIn(bytes: Uint8Array, offset: number): string {
  const place = new Place();
  place.read(bytes, offset);
  return String(place);
}

/** UTF-16 code units of the character that a byte of UTF-8 begins; 0 for a byte inside of a character. */
function codeUnits(byte: number): number {
  if (byte >= 0xf0) return 2;
  return byte >= 0x80 && byte < 0xc0 ? 0 : 1;
}
