/**
 * Splits the bytes of Graph JSON into users and pages.
 *
 *   file = 1*text                         several texts: pages one after another, or a user a line
 *   text = page / user / list
 *   list = "[" [(page / user) *("," (page / user))] "]"
 *   page = an object with a list "value" of users, as Graph answers
 *   user = any other object
 *
 * The splitter itself knows brackets, commas and the ends of strings. What stands between the brackets of a user, and of a page without its users, is
 * then read by `JSON.parse`, so that nothing passes that is not JSON (RFC 8259).
 */

import { isObject, type JsonObject } from "../reading/graph-list.ts";
import { incomplete, invalid } from "../reading/open-file.ts";

/** Longest user, and longest page without its users, in bytes. */
const MAX_OBJECT_BYTES = 1_048_576;

/** What a file is split into. A page comes after its users, with an empty `value`. */
export type GraphPart =
  | { readonly kind: "user"; readonly item: JsonObject; readonly place: string; readonly inPage: boolean }
  | { readonly kind: "page"; readonly page: JsonObject; readonly place: string };

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST_BEGIN = 0x5b;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;
const OBJECT_BEGIN = 0x7b;
const OBJECT_END = 0x7d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const VALUE_NAME = "value";

/** Where the splitter is: between texts, in a list before or after an item, or inside an object. */
type Place = "text" | "firstItem" | "item" | "afterItem" | "object";

/** An object that is being collected. */
interface Collected {
  readonly parts: Uint8Array[];
  length: number;
  /** Open brackets, its own among them. */
  depth: number;
  /** A page may stand here; inside a page only users. */
  readonly mayBePage: boolean;
  isPage: boolean;
  /** What comes next on the object's own level. */
  next: "name" | "value" | "other";
  /** The beginning of the last name on the object's own level. */
  name: string;
}

/** Splits one file, chunk by chunk. */
export class Splitter {
  readonly #path: string;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #place: Place = "text";
  /** In a list at the top of a text. */
  #inList = false;
  #object: Collected | undefined;
  /** The page whose users are being read. */
  #page: Collected | undefined;
  #inString = false;
  #escaped = false;
  /** Where the part of the current object begins in this chunk. */
  #start = 0;
  /** Bytes before this chunk. */
  #before = 0;
  #users = 0;
  #pages = 0;
  #texts = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Parts that end in this chunk. */
  *split(chunk: Uint8Array): Generator<GraphPart, void, void> {
    this.#start = 0;
    let at = this.#before === 0 ? this.#skipByteOrderMark(chunk) : 0;
    while (at < chunk.length) {
      if (this.#object === undefined) {
        this.#between(chunk, at);
        at += 1;
      } else {
        at = this.#inside(this.#object, chunk, at);
        const ended = this.#ended();
        if (ended !== undefined) yield ended;
      }
    }
    if (this.#object !== undefined) this.#collect(this.#object, chunk.subarray(this.#start));
    this.#before += chunk.length;
  }

  /** Checks that nothing is open. */
  end(): void {
    if (this.#texts === 0) throw incomplete(this.#path, "is empty; expected JSON");
    if (this.#place !== "text")
      throw incomplete(this.#path, "ends in the middle of its JSON; the file looks cut short");
  }

  #skipByteOrderMark(chunk: Uint8Array): number {
    const [first, second] = chunk;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0)
      throw invalid(this.#path, "is UTF-16 text; expected UTF-8");
    return BYTE_ORDER_MARK.every((byte, place) => chunk[place] === byte) ? BYTE_ORDER_MARK.length : 0;
  }

  /** One byte between objects. */
  #between(chunk: Uint8Array, at: number): void {
    const byte = chunk[at];
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return;
    const place = this.#place;
    if (byte === OBJECT_BEGIN && place !== "afterItem") {
      if (place === "text") this.#texts += 1;
      this.#start = at;
      this.#object = collected(this.#page === undefined);
      this.#place = "object";
    } else if (byte === LIST_BEGIN && place === "text") {
      this.#texts += 1;
      this.#inList = true;
      this.#place = "firstItem";
    } else if (byte === COMMA && place === "afterItem") {
      this.#place = "item";
    } else if (byte === LIST_END && (place === "firstItem" || place === "afterItem")) {
      this.#endList(at);
    } else {
      throw invalid(this.#path, `is not JSON of users or pages at byte ${this.#before + at + 1}`);
    }
  }

  #endList(at: number): void {
    const page = this.#page;
    if (page === undefined) {
      this.#inList = false;
      this.#place = "text";
      return;
    }
    this.#page = undefined;
    this.#object = page;
    this.#place = "object";
    this.#start = at;
  }

  /** Runs inside an object, to its end, to the list of a page, or to the end of the chunk. */
  #inside(object: Collected, chunk: Uint8Array, from: number): number {
    let at = this.#inString ? this.#string(object, chunk, from) : from;
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0;
      at += 1;
      if (byte === QUOTE) at = this.#beginString(object, chunk, at);
      else if (byte === LIST_BEGIN && startsUsers(object)) return this.#beginUsers(object, chunk, at);
      else if (opens(byte)) object.depth += 1;
      else if (closes(byte)) object.depth -= 1;
      else if (object.depth === 1) object.next = nextAfter(byte, object.next);
      if (object.depth === 0) return this.#close(object, chunk, at);
    }
    return at;
  }

  #beginString(object: Collected, chunk: Uint8Array, at: number): number {
    this.#inString = true;
    if (object.depth === 1 && object.next === "name") object.name = "";
    return this.#string(object, chunk, at);
  }

  /** Runs to the end of a string, or of the chunk. The name of a member is kept as far as it matters. */
  #string(object: Collected, chunk: Uint8Array, from: number): number {
    const isName = object.depth === 1 && object.next === "name";
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#escaped) this.#escaped = false;
      else if (byte === QUOTE) {
        this.#inString = false;
        if (isName) object.next = "other";
        return at + 1;
      } else if (byte === BACKSLASH) this.#escaped = true;
      if (isName && object.name.length <= VALUE_NAME.length) object.name += String.fromCharCode(byte);
    }
    return chunk.length;
  }

  #beginUsers(object: Collected, chunk: Uint8Array, at: number): number {
    this.#collect(object, chunk.subarray(this.#start, at));
    object.isPage = true;
    object.next = "other";
    this.#page = object;
    this.#object = undefined;
    this.#place = "firstItem";
    return at;
  }

  #close(object: Collected, chunk: Uint8Array, at: number): number {
    this.#collect(object, chunk.subarray(this.#start, at));
    return at;
  }

  #collect(object: Collected, bytes: Uint8Array): void {
    object.length += bytes.length;
    if (object.length > MAX_OBJECT_BYTES)
      throw invalid(this.#path, `${this.#nextPlace(object)} is longer than ${MAX_OBJECT_BYTES} bytes`);
    object.parts.push(bytes);
  }

  /** The object that was just closed, as a part. */
  #ended(): GraphPart | undefined {
    const object = this.#object;
    if (object === undefined || object.depth > 0) return undefined;
    this.#object = undefined;
    const place = this.#nextPlace(object);
    const inPage = this.#page !== undefined;
    this.#place = inPage || this.#inList ? "afterItem" : "text";
    const parsed = this.#parse(object, place);
    if (object.isPage) {
      this.#pages += 1;
      return { kind: "page", page: parsed, place };
    }
    this.#users += 1;
    return { kind: "user", item: parsed, place, inPage };
  }

  #nextPlace(object: Collected): string {
    return object.isPage ? `page ${this.#pages + 1}` : `user ${this.#users + 1}`;
  }

  #parse(object: Collected, place: string): JsonObject {
    const [only = new Uint8Array()] = object.parts;
    const bytes = object.parts.length === 1 ? only : Buffer.concat(object.parts);
    let text: string;
    try {
      text = this.#decoder.decode(bytes);
    } catch {
      throw invalid(this.#path, `${place} is not UTF-8 text`);
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      // The parser's own message may quote personal data.
      throw invalid(this.#path, `${place} is not JSON`);
    }
    if (!isObject(parsed)) throw invalid(this.#path, `${place} is not an object`);
    return parsed;
  }
}

function collected(mayBePage: boolean): Collected {
  return { parts: [], length: 0, depth: 1, mayBePage, isPage: false, next: "name", name: "" };
}

function opens(byte: number): boolean {
  return byte === OBJECT_BEGIN || byte === LIST_BEGIN;
}

function closes(byte: number): boolean {
  return byte === OBJECT_END || byte === LIST_END;
}

/** What comes next on an object's own level after a byte outside strings. */
function nextAfter(byte: number, before: Collected["next"]): Collected["next"] {
  if (byte === COMMA) return "name";
  return byte === COLON ? "value" : before;
}

function startsUsers(object: Collected): boolean {
  return object.mayBePage && object.depth === 1 && object.next === "value" && object.name === VALUE_NAME;
}
