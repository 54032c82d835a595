/** A result of the store in memory, in order, of which pages are taken. */
import { comparable, compareValues } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { leadingValue, type ValuePlace } from "../store/attribute-values.ts";
import type { StoreQuery } from "../store/store.ts";
import type { ChunkedList } from "./chunked-list.ts";
import type { ResourcePlace } from "./memory-index.ts";
import { bisect, SortedList } from "./sorted-list.ts";

/** Places in the order of a query. */
export interface MemoryView {
  /** How many there are. */
  readonly length: number;
  /** Some of them, from an offset counted from 0. */
  slice(offset: number, count: number): readonly ResourcePlace[];
  /** The mark of a place, with which {@link offsetAfter} goes on behind it. */
  markOf(place: ResourcePlace): string;
  /** The offset behind a marked place, which need not be there any more. */
  offsetAfter(mark: string): number;
}

/** A page of a view; `next` is the mark of its last place as long as more follow. */
export function pageOf(
  view: MemoryView,
  query: StoreQuery,
): { readonly places: readonly ResourcePlace[]; readonly next: string | undefined } {
  const offset = query.after === undefined ? query.startIndex - 1 : view.offsetAfter(query.after);
  const places = view.slice(offset, query.count);
  const last = places.at(-1);
  const hasMore = last !== undefined && offset + places.length < view.length;
  return { places, next: hasMore ? view.markOf(last) : undefined };
}

/** All places, in the order of creation. */
export function viewOfAll(order: ChunkedList<JsonObject>): MemoryView {
  return {
    length: order.length,
    slice: (offset, count) => order.slice(offset, count),
    markOf: ({ sequence }) => String(sequence),
    offsetAfter: (mark) => order.rank(Number(mark)),
  };
}

/** Some places, in the order of creation. */
export function viewOfFound(places: readonly ResourcePlace[]): MemoryView {
  return {
    length: places.length,
    slice: (offset, count) => places.slice(offset, offset + count),
    markOf: ({ sequence }) => String(sequence),
    offsetAfter: (mark) => bisect(places.length, (index) => (places[index]?.sequence ?? 0) <= Number(mark)),
  };
}

/** A place with the value it is sorted by; undefined where it has none. */
interface Keyed {
  readonly key: unknown;
  readonly sequence: number;
  /** Undefined for a place that is only marked. */
  readonly place?: ResourcePlace;
}

/** An order of places by the values of an attribute, kept while resources come, change and go. */
export class MemoryOrder {
  readonly #by: ValuePlace;
  readonly #entries: SortedList<Keyed>;

  constructor(by: ValuePlace, places: Iterable<ResourcePlace>) {
    this.#by = by;
    const entries: Keyed[] = [];
    for (const place of places) entries.push(this.#entryOf(place.value, place));
    this.#entries = new SortedList((a, b) => compareKeyed(a, b, by), entries);
  }

  /** Enters a resource at its place. */
  add(resource: JsonObject, place: ResourcePlace): void {
    this.#entries.insert(this.#entryOf(resource, place));
  }

  /** Takes a resource out again. */
  remove(resource: JsonObject, place: ResourcePlace): void {
    this.#entries.remove(this.#entryOf(resource, place));
  }

  /** Exchanges the resource of a place. */
  move(before: JsonObject, after: JsonObject, place: ResourcePlace): void {
    if (keyOf(before, this.#by) === keyOf(after, this.#by)) return;
    this.remove(before, place);
    this.add(after, place);
  }

  /** All places in this order; descending is the exact reverse, so that resources without a value come first (RFC 7644 §3.4.2.3). */
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
        return found.map(({ place }) => place).filter((place) => place !== undefined);
      },
      markOf: (place) => markOf(keyOf(place.value, by), place.sequence),
      offsetAfter(mark) {
        const { key, sequence } = readMark(mark);
        if (descending) return length - entries.rank({ key, sequence });
        // No place stands between a sequence number and the next.
        return entries.rank({ key, sequence: sequence + 0.5 });
      },
    };
  }

  #entryOf(resource: JsonObject, place: ResourcePlace): Keyed {
    return { key: keyOf(resource, this.#by), sequence: place.sequence, place };
  }
}

/** RFC 7644 §3.4.2.3: resources without a value come last in ascending order. */
function compareKeyed(a: Keyed, b: Keyed, by: ValuePlace): number {
  const missing = Number(a.key === undefined) - Number(b.key === undefined);
  if (missing !== 0) return missing;
  const order = typeof a.key === "string" && typeof b.key === "string" && by.node.type !== "dateTime";
  // Texts were brought to their comparable form when the entry was made.
  const difference = order ? compareCodeUnits(a.key, b.key) : compareValues(a.key, b.key, by.node);
  return difference || a.sequence - b.sequence;
}

function compareCodeUnits(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** Characters of a text by which it is sorted. A mark holds them, and a cursor with the mark in it has to fit into a URL. */
const SORTED_LENGTH = 500;

function keyOf(resource: JsonObject, by: ValuePlace): unknown {
  const value = leadingValue(resource, by);
  if (typeof value !== "string" || by.node.type === "dateTime") return value ?? undefined;
  return comparable(value, by.node).slice(0, SORTED_LENGTH);
}

function markOf(key: unknown, sequence: number): string {
  return JSON.stringify(key === undefined ? [sequence] : [sequence, key]);
}

function readMark(mark: string): Keyed {
  const [sequence, key]: unknown[] = JSON.parse(mark);
  return { key, sequence: Number(sequence) };
}
