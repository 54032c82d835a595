/** Joins the JSON of many values to the JSON of a message. */
import type { JsonContent } from "./messages.ts";

/** Characters from which on a message is made in UTF-8: joined strings would be copied once more to be sent. */
const MIN_ENCODED_LENGTH = 10_000;

const COMMA = 0x2c;
const CLOSING_BRACE = 0x7d;

/** A JSON object in UTF-8, and members that are added to it as it is copied into a message. */
export interface ExtendedJson {
  readonly object: Uint8Array;
  /** Each after a comma. */
  readonly members: string;
  /** Bytes of the object and characters of the members. */
  readonly length: number;
}

/** A value of a list. */
export type JsonPart = JsonContent | ExtendedJson;

/**
 * A message with a list of values.
 *
 * @param start - the message up to the first value.
 * @param values - the JSON of each value, or of several between commas.
 * @param end - the message after the last value.
 */
export function joinList(start: string, values: readonly JsonPart[], end: string): JsonContent {
  const length = values.reduce((sum, value) => sum + value.length + 1, start.length + end.length);
  const isShort = length < MIN_ENCODED_LENGTH && values.every((value) => typeof value === "string");
  if (isShort) return start + values.join(",") + end;
  const output = new Utf8Output(length);
  output.write(start);
  for (const [index, value] of values.entries()) {
    if (index > 0) output.writeByte(COMMA);
    output.write(value);
  }
  output.write(end);
  return output.finish();
}

/** Encodes strings one after the other, and copies what is encoded. */
class Utf8Output {
  readonly #encoder = new TextEncoder();
  #bytes: Uint8Array<ArrayBuffer>;
  #used = 0;
  /** Characters that are not yet written. */
  #remaining: number;

  /** @param length - characters of all strings. */
  constructor(length: number) {
    // Most JSON is ASCII, of one byte a character.
    this.#bytes = new Uint8Array(length + (length >> 3));
    this.#remaining = length;
  }

  write(value: JsonPart): void {
    if (typeof value === "string") this.#encode(value);
    else if (value instanceof Uint8Array) this.#copy(value);
    else this.#extend(value);
  }

  #extend({ object, members }: ExtendedJson): void {
    this.#copy(object);
    this.#used -= 1;
    this.#remaining += 1;
    this.#encode(members);
    this.writeByte(CLOSING_BRACE);
  }

  #copy(value: Uint8Array): void {
    if (this.#used + value.length > this.#bytes.length) this.#grow();
    this.#bytes.set(value, this.#used);
    this.#used += value.length;
    this.#remaining -= value.length;
  }

  #encode(value: string): void {
    const { read, written } = this.#encoder.encodeInto(value, this.#bytes.subarray(this.#used));
    if (read < value.length) {
      this.#grow();
      this.#encode(value);
      return;
    }
    this.#used += written;
    this.#remaining -= value.length;
  }

  writeByte(byte: number): void {
    if (this.#used === this.#bytes.length) this.#grow();
    this.#bytes[this.#used] = byte;
    this.#used += 1;
    this.#remaining -= 1;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#used);
  }

  /** A character takes up to three bytes. */
  #grow(): void {
    const larger = new Uint8Array(this.#used + 3 * this.#remaining);
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}
