/** The ordered result of a query of the memory store, from which pages are cut. */
import { compareCodePoints, cutString } from "../../internal/code-points.ts";
import { comparisonKey } from "../../internal/comparison-key.ts";
import { compareValues } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { sortValue, type ValueLocator } from "../store/attribute-values.ts";
import type { StoreQuery } from "../store/store.ts";
import type { ChunkedList } from "./chunked-list.ts";
import { bisect, SortedList } from "./sorted-list.ts";

/** A resource and its place in the order of creation. */
export interface ResourceSlot {
  readonly value: JsonObject;
  /** Grows with every resource that is added. */
  readonly sequence: number;
}

/** Slots in the order of a query. */
export interface MemoryView {
  /** Number of slots. */
  readonly length: number;
  /** Up to `count` slots from an offset, counted from 0. */
  slice(offset: number, count: number): readonly ResourceSlot[];
  /** A bookmark of a slot, after which {@link offsetAfter} continues. */
  bookmarkOf(slot: ResourceSlot): string;
  /** The offset after a bookmarked slot, which may have been removed. */
  offsetAfter(bookmark: string): number;
}

/** A page of a view; `next` is the bookmark of its last slot while more follow. */
export function pageOf(
  view: MemoryView,
  query: StoreQuery,
): { readonly slots: readonly ResourceSlot[]; readonly next: string | undefined } {
  const offset = query.after === undefined ? query.startIndex - 1 : view.offsetAfter(query.after);
  const slots = view.slice(offset, query.count);
  const last = slots.at(-1);
  const hasMore = last !== undefined && offset + slots.length < view.length;
  return { slots, next: hasMore ? view.bookmarkOf(last) : undefined };
}

/** All slots, in the order of creation. */
export function viewOfAll(order: ChunkedList<JsonObject>): MemoryView {
  return {
    length: order.length,
    slice: (offset, count) => order.slice(offset, count),
    bookmarkOf: ({ sequence }) => String(sequence),
    offsetAfter: (bookmark) => order.rank(Number(bookmark)),
  };
}

/** Some slots, in the order of creation. */
export function viewOfFound(slots: readonly ResourceSlot[]): MemoryView {
  return {
    length: slots.length,
    slice: (offset, count) => slots.slice(offset, offset + count),
    bookmarkOf: ({ sequence }) => String(sequence),
    offsetAfter: (bookmark) => bisect(slots.length, (index) => (slots[index]?.sequence ?? 0) <= Number(bookmark)),
  };
}

/** A slot with its sort key. */
interface SortEntry {
  /** Undefined for a resource without a value. */
  readonly key: unknown;
  readonly sequence: number;
  /** Undefined for a bookmark. */
  readonly slot?: ResourceSlot;
}

/** A sort order of slots by the values of an attribute, maintained while resources are added, changed and removed. */
export class MemoryOrder {
  readonly #by: ValueLocator;
  readonly #entries: SortedList<SortEntry>;

  constructor(by: ValueLocator, slots: Iterable<ResourceSlot>) {
    this.#by = by;
    const entries: SortEntry[] = [];
    for (const slot of slots) entries.push(this.#entryOf(slot.value, slot));
    this.#entries = new SortedList((a, b) => compareSortEntry(a, b, by), entries);
  }

  /** Adds a resource with its slot. */
  add(resource: JsonObject, slot: ResourceSlot): void {
    this.#entries.insert(this.#entryOf(resource, slot));
  }

  /** Removes a resource. */
  remove(resource: JsonObject, slot: ResourceSlot): void {
    this.#entries.remove(this.#entryOf(resource, slot));
  }

  /** Replaces the resource of a slot. */
  move(before: JsonObject, after: JsonObject, slot: ResourceSlot): void {
    if (keyOf(before, this.#by) === keyOf(after, this.#by)) return;
    this.remove(before, slot);
    this.add(after, slot);
  }

  /**
   * All slots in this order; descending is the exact reverse, so that resources without a value come first (RFC 7644
   * §3.4.2.3).
   */
  view(descending: boolean): MemoryView {
    const entries = this.#entries;
    const { length } = entries;
    const by = this.#by;
    return {
      length,
      slice(offset, count) {
        const end = Math.max(0, length - offset);
        const found = descending
          ? entries.slice(Math.max(0, end - count), Math.min(count, end)).reverse()
          : entries.slice(offset, count);
        return found.map(({ slot }) => slot).filter((slot) => slot !== undefined);
      },
      bookmarkOf: ({ value, sequence }) => sortedBookmark(value, by, sequence),
      offsetAfter(bookmark) {
        const { key, sequence } = parseBookmark(bookmark);
        if (descending) return length - entries.rank({ key, sequence });
        // No slot is between a sequence number and the next.
        return entries.rank({ key, sequence: sequence + 0.5 });
      },
    };
  }

  #entryOf(resource: JsonObject, slot: ResourceSlot): SortEntry {
    return { key: keyOf(resource, this.#by), sequence: slot.sequence, slot };
  }
}

/** RFC 7644 §3.4.2.3: resources without a value come last in ascending order. */
function compareSortEntry(a: SortEntry, b: SortEntry, by: ValueLocator): number {
  const missing = Number(a.key === undefined) - Number(b.key === undefined);
  if (missing !== 0) return missing;
  const areStrings = typeof a.key === "string" && typeof b.key === "string" && by.node.type !== "dateTime";
  // The keys of strings are already in their comparable form.
  const difference = areStrings
    ? compareCodePoints(String(a.key), String(b.key))
    : compareValues(a.key, b.key, by.node);
  return difference || a.sequence - b.sequence;
}

/**
 * Characters of a string that its sort key holds: the key is part of bookmarks, and a cursor with a bookmark must fit
 * into a URL.
 */
const SORT_KEY_LENGTH = 500;

function keyOf(resource: JsonObject, by: ValueLocator): unknown {
  const value = sortValue(resource, by);
  if (typeof value !== "string" || by.node.type === "dateTime") return value ?? undefined;
  return cutString(comparisonKey(value, by.node), SORT_KEY_LENGTH);
}

/** The bookmark of a resource in a sort order. */
export function sortedBookmark(resource: JsonObject, by: ValueLocator, sequence: number): string {
  return formatBookmark(keyOf(resource, by), sequence);
}

function formatBookmark(key: unknown, sequence: number): string {
  return JSON.stringify(key === undefined ? [sequence] : [sequence, key]);
}

/** Reads a bookmark of a slot in any order; that in the order of creation is the sequence number alone. */
export function parseBookmark(bookmark: string): { readonly key: unknown; readonly sequence: number } {
  const place: unknown = JSON.parse(bookmark);
  const [sequence, key]: readonly unknown[] = Array.isArray(place) ? place : [place];
  return { key, sequence: Number(sequence) };
}
