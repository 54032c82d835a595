/**
 * Splits the bytes of JSON into the items of its lists, and what is around the lists, in the memory of one item.
 *
 *   file     = 1*document          several documents: pages one after another, or one item a line
 *   document = item / container / list
 *   list     = "[" [(item / container) *("," (item / container))] "]"
 *   container = an object with a list of items at a place that the layout names, such as "value" in Graph's responses
 *   item     = any other object
 *
 * The splitter itself knows brackets, commas and the ends of strings. `JSON.parse` then reads each item, and each
 * container without its items, so nothing passes that is not JSON (RFC 8259).
 */
import { describeWebPage } from "../../internal/graph-kinds.ts";
import { incompleteSource, invalidSource } from "./file-errors.ts";
import type { JsonObject } from "./graph-list.ts";
import {
  addToName,
  BACKSLASH,
  beginsValue,
  COMMA,
  closes,
  enter,
  isName,
  LIST_BEGIN,
  LIST_END,
  leave,
  NAMED_DEPTH,
  NotJson,
  newObject,
  nextAfter,
  OBJECT_BEGIN,
  opens,
  type PartialObject,
  parseObject,
  QUOTE,
  readName,
} from "./json-object.ts";

/**
 * The names of the members that lead to a list; empty for a list that is a document itself, undefined for an item that
 * is in no list.
 */
export type ListPlace = readonly string[] | undefined;

/** What a file is split into. A container follows its items, with its lists empty. */
export type JsonPart =
  | {
      readonly kind: "item";
      readonly item: JsonObject;
      readonly location: string;
      readonly list: ListPlace;
      /** Index in its list. */
      readonly index: number;
    }
  | { readonly kind: "container"; readonly item: JsonObject; readonly location: string; readonly list: ListPlace };

/** Where a file has its items, and what messages call them. */
export interface JsonLayout {
  /**
   * Whether a list inside a document is one of items, by the names of the members that lead to it: one name, or two.
   */
  readonly isList: (names: readonly string[]) => boolean;
  /** Names an item, such as `user 3`: by its list, its index there, and its index in the file. */
  readonly nameItem: (list: ListPlace, index: number, count: number) => string;
  /** Names a container by its index in the file, such as `page 1`; empty for the only one. */
  readonly nameContainer: (count: number) => string;
  /** Whether there may be more than one document. */
  readonly severalDocuments: boolean;
  /** Longest container without its items, in bytes. */
  readonly maxContainerBytes: number;
}

/** Whether a list is that of a response body: `value`, or as PowerShell may write it, `Value`. */
export function isValueList([name, ...more]: readonly string[]): boolean {
  return (name === "value" || name === "Value") && more.length === 0;
}

/** Longest item, in bytes. */
const MAX_ITEM_BYTES = 1_048_576;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Where the splitter is: between documents, in a list before or after an item, or inside an object. */
type Position = "betweenDocuments" | "firstItem" | "item" | "afterItem" | "object";

/** Splits one file, chunk by chunk. It needs nothing of Node, so that web pages read as files are read. */
export class JsonSplitter {
  readonly #path: string;
  readonly #layout: JsonLayout;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #position: Position = "betweenDocuments";
  /** In a list at the top level of a document. */
  #inList = false;
  #object: PartialObject | undefined;
  /** The container whose items are being read, and the place of their list. */
  #container: { readonly object: PartialObject; readonly list: readonly string[] } | undefined;
  /** Number of items in the list so far. */
  #index = 0;
  #inString = false;
  #escaped = false;
  /** Where the current object's part of this chunk begins. */
  #start = 0;
  /** Number of bytes before this chunk. */
  #before = 0;
  #items = 0;
  #containers = 0;
  #documents = 0;

  constructor(path: string, layout: JsonLayout) {
    this.#path = path;
    this.#layout = layout;
  }

  /** The parts that end in this chunk. */
  *split(chunk: Uint8Array): Generator<JsonPart, void, void> {
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
    if (this.#object !== undefined) this.#collect(this.#object, chunk, chunk.length);
    this.#before += chunk.length;
  }

  /** Checks that nothing is left open. */
  end(): void {
    if (this.#documents === 0) throw incompleteSource(this.#path, "is empty; expected JSON");
    if (this.#position !== "betweenDocuments")
      throw incompleteSource(this.#path, "ends in the middle of its JSON; the file looks cut short");
  }

  #skipByteOrderMark(chunk: Uint8Array): number {
    return BYTE_ORDER_MARK.every((byte, index) => chunk[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  }

  /** Reads one byte outside of objects. */
  #readOutsideObject(chunk: Uint8Array, at: number): void {
    const byte = chunk[at] ?? 0;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return;
    const position = this.#position;
    if (byte === OBJECT_BEGIN && position !== "afterItem") {
      if (position === "betweenDocuments") this.#beginDocument(at);
      this.#start = at;
      this.#object = newObject(this.#container === undefined);
      this.#position = "object";
    } else if (position === "betweenDocuments") {
      if (byte !== LIST_BEGIN) throw this.#notADocument(chunk, at);
      this.#beginDocument(at);
      this.#inList = true;
      this.#index = 0;
      this.#position = "firstItem";
    } else {
      this.#readInList(byte, at);
    }
  }

  /** Reads a byte of a list that begins no object. */
  #readInList(byte: number, at: number): void {
    const position = this.#position;
    if (byte === COMMA && position === "afterItem") this.#position = "item";
    else if (byte === LIST_END && position !== "item") this.#endList(at);
    else if (position !== "afterItem" && beginsValue(byte))
      throw invalidSource(this.#path, `${this.#nameOfNext()} is not an object`);
    else throw this.#notJson(at);
  }

  /** The error of a document that is no JSON from its first character on. */
  #notADocument(chunk: Uint8Array, at: number): Error {
    const page =
      this.#documents > 0 ? undefined : describeWebPage(String.fromCharCode(...chunk.subarray(at, at + 100)));
    return page === undefined ? this.#notJson(at) : invalidSource(this.#path, page);
  }

  #notJson(at: number): NotJson {
    return new NotJson("", this.#before + at);
  }

  #beginDocument(at: number): void {
    if (this.#documents > 0 && !this.#layout.severalDocuments) throw this.#notJson(at);
    this.#documents += 1;
  }

  #endList(at: number): void {
    const container = this.#container;
    if (container === undefined) {
      this.#inList = false;
      this.#position = "betweenDocuments";
      return;
    }
    this.#container = undefined;
    this.#object = container.object;
    this.#position = "object";
    this.#start = at;
  }

  /** Reads up to the end of the object, of the chunk, or to a list of items in a container. */
  #readObject(object: PartialObject, chunk: Uint8Array, from: number): number {
    let at = this.#inString ? this.#readString(object, chunk, from) : from;
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0;
      at += 1;
      if (byte === QUOTE) at = this.#beginString(object, chunk, at);
      else if (opens(byte)) {
        const list = byte === LIST_BEGIN ? this.#listOf(object) : undefined;
        if (list !== undefined) return this.#beginItems(object, list, chunk, at);
        enter(object, byte);
      } else if (!closes(byte)) object.next = nextAfter(byte, object.next);
      else if (leave(object)) break;
    }
    if (object.depth === 0) this.#collect(object, chunk, at);
    return at;
  }

  /** The place of a list that begins now, if it is one of items. */
  #listOf({ mayBeContainer, next, depth, names }: PartialObject): readonly string[] | undefined {
    if (!mayBeContainer || next !== "value" || depth > NAMED_DEPTH) return undefined;
    const place = names.slice(0, depth).map(readName);
    return this.#layout.isList(place) ? place : undefined;
  }

  #beginString(object: PartialObject, chunk: Uint8Array, at: number): number {
    this.#inString = true;
    if (isName(object)) object.names[object.depth - 1] = "";
    return this.#readString(object, chunk, at);
  }

  /** Reads up to the end of a string, or of the chunk. Keeps the names of members that may lead to a list. */
  #readString(object: PartialObject, chunk: Uint8Array, from: number): number {
    const keep = isName(object);
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#escaped) this.#escaped = false;
      else if (byte === QUOTE) {
        this.#inString = false;
        if (keep) object.next = "other";
        return at + 1;
      } else if (byte === BACKSLASH) this.#escaped = true;
      if (keep) addToName(object, byte);
    }
    return chunk.length;
  }

  #beginItems(object: PartialObject, list: readonly string[], chunk: Uint8Array, at: number): number {
    this.#collect(object, chunk, at);
    object.isContainer = true;
    object.next = "other";
    this.#container = { object, list };
    this.#index = 0;
    this.#object = undefined;
    this.#position = "firstItem";
    return at;
  }

  /** Adds the bytes of the chunk up to an end. */
  #collect(object: PartialObject, chunk: Uint8Array, end: number): void {
    const bytes = chunk.subarray(this.#start, end);
    object.length += bytes.length;
    const limit = object.isContainer ? this.#layout.maxContainerBytes : MAX_ITEM_BYTES;
    if (object.length > limit)
      throw invalidSource(this.#path, `${this.#nameOf(object) || "it"} is longer than ${limit} bytes`);
    object.pieces.push({ bytes, start: this.#before + this.#start });
  }

  /** The object that was just closed, if any, as a part. */
  #takeFinished(): JsonPart | undefined {
    const object = this.#object;
    if (object === undefined || object.depth > 0) return undefined;
    this.#object = undefined;
    const location = this.#nameOf(object);
    const list = this.#place;
    this.#position = list === undefined ? "betweenDocuments" : "afterItem";
    const item = parseObject(this.#path, object, location, this.#decoder);
    const index = this.#index;
    if (list !== undefined) this.#index += 1;
    if (object.isContainer) {
      this.#containers += 1;
      return { kind: "container", item, location, list };
    }
    this.#items += 1;
    return { kind: "item", item, location, list, index };
  }

  /** The place of the list that is being read. */
  get #place(): ListPlace {
    return this.#container?.list ?? (this.#inList ? [] : undefined);
  }

  #nameOf(object: PartialObject): string {
    return object.isContainer ? this.#layout.nameContainer(this.#containers) : this.#nameOfNext();
  }

  #nameOfNext(): string {
    return this.#layout.nameItem(this.#place, this.#index, this.#items);
  }
}
