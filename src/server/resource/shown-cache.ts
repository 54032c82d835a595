/**
 * Keeps the JSON of resources that were lately shown, so that a list is put together from bytes instead of being made anew each time.
 *
 * A resource is never changed in place (see `Store`), so that the object itself stands for its version, and what is kept of it goes when it goes. The bytes
 * lie in two blocks: when the younger is full, the older is given up. So much and no more is kept, however many resources are read.
 */
import { encodeInto, type JsonPiece, roomFor } from "../http/json-pieces.ts";

/** Bytes of one block: about six thousand users. */
const BLOCK = 4 * 2 ** 20;

interface Entry {
  /** URL of the collection, which the bytes have in them. */
  readonly collection: string;
  readonly bytes: Uint8Array;
}

interface Block {
  readonly bytes: Uint8Array;
  readonly entries: WeakMap<object, Entry>;
  used: number;
}

/** The JSON of resources in UTF-8, by the resource and where it is reached. */
export class ShownCache {
  /** Undefined until something is kept. */
  #young: Block | undefined;
  #old: Block | undefined;

  /** The bytes of a resource, as they were kept; undefined when they are not there any more. */
  find(resource: object, collection: string): Uint8Array | undefined {
    const young = this.#young?.entries.get(resource);
    if (young !== undefined) return young.collection === collection ? young.bytes : undefined;
    const old = this.#old?.entries.get(resource);
    if (old?.collection !== collection) return undefined;
    // What is still asked for moves on with the younger block.
    const block = this.#blockFor(old.bytes.length);
    const bytes = block.bytes.subarray(block.used, block.used + old.bytes.length);
    bytes.set(old.bytes);
    return enter(block, resource, collection, bytes);
  }

  /** Keeps the JSON of a resource, unless it takes up too much room; what is to be sent. */
  keep(resource: object, collection: string, text: string): JsonPiece {
    const room = roomFor(text);
    if (room > BLOCK / 64) return text;
    const block = this.#blockFor(room);
    return enter(block, resource, collection, encodeInto(text, block.bytes.subarray(block.used)));
  }

  #blockFor(room: number): Block {
    if (this.#young !== undefined && this.#young.used + room <= BLOCK) return this.#young;
    this.#old = this.#young;
    this.#young = { bytes: new Uint8Array(BLOCK), entries: new WeakMap(), used: 0 };
    return this.#young;
  }
}

function enter(block: Block, resource: object, collection: string, bytes: Uint8Array): Uint8Array {
  block.used += bytes.length;
  block.entries.set(resource, { collection, bytes });
  return bytes;
}
