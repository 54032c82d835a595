/**
 * Where a reading of the log ended.
 *
 * There is no delta: records become visible late and out of order, so a reading begins some time before the end of the
 * last one, and the cursor knows the records in between.
 */
import { isObject, readProperty } from "../../internal/values.ts";

/** Number of records that a cursor knows at most; with more of them in the overlap, it begins later. */
const MAX_KNOWN = 20_000;
const MAX_CURSOR_LENGTH = 4_194_304;

/** The records that were read, by id, with their times in milliseconds. */
export class LogCursor {
  /** Ids and times, in the order of reading. */
  readonly #known = new Map<string, number>();
  readonly #overlap: number;
  /** Time of the newest record. */
  #newest: number | undefined;
  /** From when on all records are known; later than the overlap when there were too many. */
  #floor = Number.NEGATIVE_INFINITY;

  /**
   * @param overlap - milliseconds that a reading begins before the newest record
   * @param since - the beginning without any record
   */
  constructor(overlap: number, since?: number) {
    this.#overlap = overlap;
    if (since !== undefined) this.#floor = since;
  }

  /**
   * Reads a cursor.
   *
   * @throws RangeError for a string that no reading returned.
   */
  static parse(cursor: string, overlap: number): LogCursor {
    const parsed = cursor.length > MAX_CURSOR_LENGTH ? undefined : parseJson(cursor);
    const [newest, known] = isObject(parsed)
      ? [readProperty(parsed, "newest"), readProperty(parsed, "known")]
      : [undefined, undefined];
    const floor = isObject(parsed) ? readProperty(parsed, "floor") : undefined;
    if (!isObject(parsed) || readProperty(parsed, "version") !== 1 || !isObject(known) || !isTime(newest, floor)) {
      throw new RangeError("Invalid cursor: expected what onCursor received.");
    }
    const read = new LogCursor(overlap);
    for (const [id, time] of Object.entries(known)) if (typeof time === "number") read.#known.set(id, time);
    read.#newest = typeof newest === "number" ? newest : undefined;
    if (typeof floor === "number") read.#floor = floor;
    return read;
  }

  /** The time after which to read, in milliseconds; undefined for all records. */
  get start(): number | undefined {
    const start = Math.max(this.#newest === undefined ? this.#floor : this.#newest - this.#overlap, this.#floor);
    return Number.isFinite(start) ? start : undefined;
  }

  /** Adds a record; false for one that is known. A record without an id cannot be known. */
  add(id: string, time: number): boolean {
    if (this.#known.has(id)) return false;
    if (id !== "") this.#known.set(id, time);
    this.#newest = Math.max(this.#newest ?? time, time);
    return true;
  }

  /** Forgets the records before the overlap. */
  trim(): void {
    const start = this.start ?? Number.NEGATIVE_INFINITY;
    for (const [id, time] of this.#known) if (time < start) this.#known.delete(id);
    if (this.#known.size <= MAX_KNOWN) return;
    const times = [...this.#known.values()].sort((a, b) => b - a);
    this.#floor = times[MAX_KNOWN] ?? this.#floor;
    for (const [id, time] of this.#known) if (time < this.#floor) this.#known.delete(id);
  }

  /** The cursor as a string. */
  toString(): string {
    const floor = Number.isFinite(this.#floor) ? this.#floor : null;
    return JSON.stringify({
      version: 1,
      newest: this.#newest ?? null,
      floor,
      known: Object.fromEntries(this.#known),
    });
  }
}

function isTime(...values: readonly unknown[]): boolean {
  return values.every((value) => value === null || typeof value === "number");
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
