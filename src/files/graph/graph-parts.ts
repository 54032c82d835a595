/**
 * Splits the bytes of Graph JSON into users and pages, in the memory of one user.
 *
 *   file     = 1*document          several documents: pages one after another, or one user a line
 *   document = page / user / list
 *   list     = "[" [(page / user) *("," (page / user))] "]"
 *   page     = an object with a list "value" of users, as in Graph's responses
 *   user     = any other object
 *
 * The splitter itself knows brackets, commas and the ends of strings. `JSON.parse` then reads each user, and each page
 * without its users, so nothing passes that is not JSON (RFC 8259).
 */
import { isObject } from "../../internal/values.ts";
import { incompleteSource, invalidSource, unreadableSource } from "../reading/file-errors.ts";
import type { JsonObject } from "../reading/graph-list.ts";
import type { OpenedFile } from "../reading/open-file.ts";

/** What a file is split into. A page follows its users, with an empty `value`. The location is such as `user 3`. */
export type GraphPart =
  | { readonly kind: "user"; readonly item: JsonObject; readonly location: string; readonly inPage: boolean }
  | { readonly kind: "page"; readonly page: JsonObject; readonly location: string };

const CHUNK_BYTES = 65_536;
/** Longest user, and longest page without its users, in bytes. */
const MAX_OBJECT_BYTES = 1_048_576;

/**
 * Reads a file of Graph JSON as users and pages, in order.
 *
 * @throws ProvisioningError `invalid_source`, with the location of the first error; `incomplete_source` for a file that
 *   is empty or ends too early.
 */
export async function* readGraphParts(
  path: string,
  file: OpenedFile,
  signal?: AbortSignal,
): AsyncGenerator<GraphPart, void, void> {
  const splitter = new Splitter(path);
  for await (const chunk of readChunks(path, file, signal)) {
    yield* splitter.split(chunk);
    signal?.throwIfAborted();
  }
  splitter.end();
}

async function* readChunks(
  path: string,
  { handle }: OpenedFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, void> {
  try {
    yield* handle.createReadStream({ autoClose: false, start: 0, highWaterMark: CHUNK_BYTES });
  } catch (error) {
    throw signal?.aborted ? signal.reason : unreadableSource(path, error);
  }
}

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

/** Where the splitter is: between documents, in a list before or after an item, or inside an object. */
type Position = "betweenDocuments" | "firstItem" | "item" | "afterItem" | "object";

/** An object whose bytes are being collected. */
interface PartialObject {
  readonly chunks: Uint8Array[];
  length: number;
  /** Open brackets, its own included. */
  depth: number;
  /** Pages contain only users, no pages. */
  readonly mayBePage: boolean;
  isPage: boolean;
  /** What comes next on the object's own level. */
  next: "name" | "value" | "other";
  /** The start of the last name on the object's own level. */
  name: string;
}

/** Splits one file, chunk by chunk. */
class Splitter {
  readonly #path: string;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #position: Position = "betweenDocuments";
  /** In a list at the top level of a document. */
  #inList = false;
  #object: PartialObject | undefined;
  /** The page whose users are being read. */
  #page: PartialObject | undefined;
  #inString = false;
  #escaped = false;
  /** Where the current object's part of this chunk begins. */
  #start = 0;
  /** Number of bytes before this chunk. */
  #before = 0;
  #users = 0;
  #pages = 0;
  #documents = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The users and pages that end in this chunk. */
  *split(chunk: Uint8Array): Generator<GraphPart, void, void> {
    this.#start = 0;
    let at = this.#before === 0 ? this.#skipByteOrderMark(chunk) : 0;
    while (at < chunk.length) {
      if (this.#object === undefined) {
        this.#readOutsideObject(chunk, at);
        at += 1;
      } else {
        at = this.#readObject(this.#object, chunk, at);
        const part = this.#takeFinished();
        if (part !== undefined) yield part;
      }
    }
    if (this.#object !== undefined) this.#collect(this.#object, chunk.subarray(this.#start));
    this.#before += chunk.length;
  }

  /** Checks that nothing is left open. */
  end(): void {
    if (this.#documents === 0) throw incompleteSource(this.#path, "is empty; expected JSON");
    if (this.#position !== "betweenDocuments")
      throw incompleteSource(this.#path, "ends in the middle of its JSON; the file looks cut short");
  }

  #skipByteOrderMark(chunk: Uint8Array): number {
    const [first, second] = chunk;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0)
      throw invalidSource(this.#path, "is UTF-16 text; expected UTF-8");
    return BYTE_ORDER_MARK.every((byte, index) => chunk[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  }

  /** Reads one byte outside of objects. */
  #readOutsideObject(chunk: Uint8Array, at: number): void {
    const byte = chunk[at];
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return;
    const position = this.#position;
    if (byte === OBJECT_BEGIN && position !== "afterItem") {
      if (position === "betweenDocuments") this.#documents += 1;
      this.#start = at;
      this.#object = newObject(this.#page === undefined);
      this.#position = "object";
    } else if (byte === LIST_BEGIN && position === "betweenDocuments") {
      this.#documents += 1;
      this.#inList = true;
      this.#position = "firstItem";
    } else if (byte === COMMA && position === "afterItem") {
      this.#position = "item";
    } else if (byte === LIST_END && (position === "firstItem" || position === "afterItem")) {
      this.#endList(at);
    } else {
      throw invalidSource(this.#path, `is not JSON of users or pages at byte ${this.#before + at + 1}`);
    }
  }

  #endList(at: number): void {
    const page = this.#page;
    if (page === undefined) {
      this.#inList = false;
      this.#position = "betweenDocuments";
      return;
    }
    this.#page = undefined;
    this.#object = page;
    this.#position = "object";
    this.#start = at;
  }

  /** Reads up to the end of the object, of the chunk, or to the list of users of a page. */
  #readObject(object: PartialObject, chunk: Uint8Array, from: number): number {
    let at = this.#inString ? this.#readString(object, chunk, from) : from;
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0;
      at += 1;
      if (byte === QUOTE) at = this.#beginString(object, chunk, at);
      else if (byte === LIST_BEGIN && isListOfUsers(object)) return this.#beginUsers(object, chunk, at);
      else if (opens(byte)) object.depth += 1;
      else if (closes(byte)) object.depth -= 1;
      else if (object.depth === 1) object.next = nextAfter(byte, object.next);
      if (object.depth === 0) {
        this.#collect(object, chunk.subarray(this.#start, at));
        return at;
      }
    }
    return at;
  }

  #beginString(object: PartialObject, chunk: Uint8Array, at: number): number {
    this.#inString = true;
    if (object.depth === 1 && object.next === "name") object.name = "";
    return this.#readString(object, chunk, at);
  }

  /** Reads up to the end of a string, or of the chunk. Keeps the name of a member as far as it matters. */
  #readString(object: PartialObject, chunk: Uint8Array, from: number): number {
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

  #beginUsers(object: PartialObject, chunk: Uint8Array, at: number): number {
    this.#collect(object, chunk.subarray(this.#start, at));
    object.isPage = true;
    object.next = "other";
    this.#page = object;
    this.#object = undefined;
    this.#position = "firstItem";
    return at;
  }

  #collect(object: PartialObject, bytes: Uint8Array): void {
    object.length += bytes.length;
    if (object.length > MAX_OBJECT_BYTES)
      throw invalidSource(this.#path, `${this.#locationOf(object)} is longer than ${MAX_OBJECT_BYTES} bytes`);
    object.chunks.push(bytes);
  }

  /** The object that was just closed, if any, as a part. */
  #takeFinished(): GraphPart | undefined {
    const object = this.#object;
    if (object === undefined || object.depth > 0) return undefined;
    this.#object = undefined;
    const location = this.#locationOf(object);
    const inPage = this.#page !== undefined;
    this.#position = inPage || this.#inList ? "afterItem" : "betweenDocuments";
    const parsed = this.#parse(object, location);
    if (object.isPage) {
      this.#pages += 1;
      return { kind: "page", page: parsed, location };
    }
    this.#users += 1;
    return { kind: "user", item: parsed, location, inPage };
  }

  #locationOf(object: PartialObject): string {
    return object.isPage ? `page ${this.#pages + 1}` : `user ${this.#users + 1}`;
  }

  #parse(object: PartialObject, location: string): JsonObject {
    const [only = new Uint8Array()] = object.chunks;
    const bytes = object.chunks.length === 1 ? only : Buffer.concat(object.chunks);
    let json: string;
    try {
      json = this.#decoder.decode(bytes);
    } catch {
      throw invalidSource(this.#path, `${location} is not UTF-8 text`);
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(json);
    } catch {
      // The parser's own message may quote personal data.
      throw invalidSource(this.#path, `${location} is not JSON`);
    }
    if (!isObject(parsed)) throw invalidSource(this.#path, `${location} is not an object`);
    return parsed;
  }
}

function newObject(mayBePage: boolean): PartialObject {
  return { chunks: [], length: 0, depth: 1, mayBePage, isPage: false, next: "name", name: "" };
}

function opens(byte: number): boolean {
  return byte === OBJECT_BEGIN || byte === LIST_BEGIN;
}

function closes(byte: number): boolean {
  return byte === OBJECT_END || byte === LIST_END;
}

/** What comes next on an object's own level after a byte outside strings. */
function nextAfter(byte: number, before: PartialObject["next"]): PartialObject["next"] {
  if (byte === COMMA) return "name";
  return byte === COLON ? "value" : before;
}

/** Whether a list that begins now is the `value` of a page. */
function isListOfUsers(object: PartialObject): boolean {
  return object.mayBePage && object.depth === 1 && object.next === "value" && object.name === VALUE_NAME;
}
