/** The JSON document of a resource in UTF-8, as messages hold it. */
import type { StoredDocument } from "./store.ts";

/** A document that is kept for many responses. */
export class EncodedDocument implements StoredDocument {
  readonly id: string;
  /** The document, with a location in it once there was one. */
  #bytes: Uint8Array<ArrayBuffer>;
  readonly #metaEnd: number;
  /** The bytes of the location. */
  #added = 0;
  #location: string | undefined;
  /** Names that were searched for in vain. */
  #absent: readonly string[] = [];

  constructor({ id, json, metaEnd }: StoredDocument) {
    const encoder = new TextEncoder();
    this.id = id;
    this.#bytes = encoder.encode(json);
    this.#metaEnd = encoder.encode(json.slice(0, metaEnd)).length;
  }

  /** Number of bytes. */
  get size(): number {
    return this.#bytes.length;
  }

  get json(): string {
    return decode(this.#bytes.subarray(0, this.#metaEnd)) + decode(this.#bytes.subarray(this.#metaEnd + this.#added));
  }

  get metaEnd(): number {
    return decode(this.#bytes.subarray(0, this.#metaEnd)).length;
  }

  /**
   * The document with a location, which most responses have in common, so that it is kept.
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

  /** Whether the document has one of some member names or strings; it is searched for each of them once. */
  mentions(names: readonly string[]): boolean {
    if (names.every((name) => this.#absent.includes(name))) return false;
    if (mentionsAny(this.json, names)) return true;
    this.#absent = this.#absent.length === 0 ? names : [...this.#absent, ...names];
    return false;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Whether JSON document has one of some member names or strings. */
export function mentionsAny(json: string, names: readonly string[]): boolean {
  // Without the first quotation mark, at which the search would stop for every string of the document.
  return names.some((name) => json.includes(JSON.stringify(name).slice(1)));
}
