/** The JSON text of a resource in UTF-8, as messages hold it. */
import type { StoredText } from "./store.ts";

/** A text that is kept for many responses. */
export class EncodedText implements StoredText {
  readonly id: string;
  /** The text, with a location in it once there was one. */
  #bytes: Uint8Array<ArrayBuffer>;
  readonly #metaEnd: number;
  /** The bytes of the location. */
  #added = 0;
  #location: string | undefined;
  /** Names that were searched for in vain. */
  #absent: readonly string[] = [];

  constructor({ id, text, metaEnd }: StoredText) {
    const encoder = new TextEncoder();
    this.id = id;
    this.#bytes = encoder.encode(text);
    this.#metaEnd = encoder.encode(text.slice(0, metaEnd)).length;
  }

  /** Number of bytes. */
  get size(): number {
    return this.#bytes.length;
  }

  get text(): string {
    return decode(this.#bytes.subarray(0, this.#metaEnd)) + decode(this.#bytes.subarray(this.#metaEnd + this.#added));
  }

  get metaEnd(): number {
    return decode(this.#bytes.subarray(0, this.#metaEnd)).length;
  }

  /**
   * The text with a location, which most responses have in common, so that it is kept.
   *
   * @param location - says by what the location is known.
   * @param toMember - makes `,"location":…` of it.
   */
  located(location: string, toMember: (location: string, id: string) => string): Uint8Array<ArrayBuffer> {
    if (location === this.#location) return this.#bytes;
    const member = new TextEncoder().encode(toMember(location, this.id));
    const [start, end] = [this.#bytes.subarray(0, this.#metaEnd), this.#bytes.subarray(this.#metaEnd + this.#added)];
    const bytes = new Uint8Array(start.length + member.length + end.length);
    bytes.set(start);
    bytes.set(member, start.length);
    bytes.set(end, start.length + member.length);
    [this.#bytes, this.#added, this.#location] = [bytes, member.length, location];
    return bytes;
  }

  /** Whether the text has one of some member names or strings; it is searched for each of them once. */
  mentions(names: readonly string[]): boolean {
    if (names.every((name) => this.#absent.includes(name))) return false;
    if (mentionsAny(this.text, names)) return true;
    this.#absent = this.#absent.length === 0 ? names : [...this.#absent, ...names];
    return false;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Whether JSON text has one of some member names or strings. */
export function mentionsAny(text: string, names: readonly string[]): boolean {
  // Without the first quotation mark, at which the search would stop for every string of the text.
  return names.some((name) => text.includes(JSON.stringify(name).slice(1)));
}
