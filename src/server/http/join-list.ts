/** Joins the JSON of many values to the JSON of a message. */
import type { JsonContent } from "./messages.ts";

/**
 * Length from which on a message is made in UTF-8: joined strings would be copied once more to be sent. A shorter one
 * is a string, which goes out together with its header.
 */
const MIN_ENCODED_LENGTH = 10_000;

const COMMA = 0x2c;
const CLOSING_BRACE = 0x7d;

/** A JSON object in UTF-8, and members that are added to it as it is copied into a message. */
interface ExtendedJson {
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
  let encoded = 0;
  let characters = start.length + end.length + values.length;
  for (const value of values) {
    if (typeof value === "string") characters += value.length;
    else if (value instanceof Uint8Array) encoded += value.length;
    else [encoded, characters] = [encoded + value.object.length, characters + value.members.length];
  }
  if (encoded + characters < MIN_ENCODED_LENGTH) return start + joinStrings(values) + end;
  const output = new Utf8Output(encoded, characters);
  output.write(start);
  let isFirst = true;
  for (const value of values) {
    if (!isFirst) output.writeByte(COMMA);
    isFirst = false;
    output.write(value);
  }
  output.write(end);
  return output.finish();
}

function joinStrings(values: readonly JsonPart[]): string {
  const decoder = new TextDecoder();
  const strings = values.map((value) => {
    if (typeof value === "string") return value;
    if (value instanceof Uint8Array) return decoder.decode(value);
    return `${decoder.decode(value.object).slice(0, -1)}${value.members}}`;
  });
  return strings.join(",");
}

/** Encodes strings one after the other, and copies what is encoded. */
class Utf8Output {
  readonly #encoder = new TextEncoder();
  #bytes: Uint8Array<ArrayBuffer>;
  #used = 0;
  /** Bytes and characters that are not yet written. */
  #remaining: number;

  /**
   * @param encoded - bytes of what is encoded.
   * @param characters - characters of all strings.
   */
  constructor(encoded: number, characters: number) {
    // Most JSON is ASCII, of one byte a character.
    this.#bytes = new Uint8Array(encoded + characters + (characters >> 3));
    this.#remaining = encoded + characters;
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
