/**
 * Fetches and represents a page within a limit on its size: a page of large resources ends early, which a client sees
 * by `itemsPerPage` and continues like after any page (RFC 7644 §3.4.2.4, RFC 9865 §2).
 *
 * Resources are fetched in parts, so that the store does not read a thousand large groups for a page of six.
 */
import { WorkBreaks } from "../../internal/work-breaks.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ListedResource, ListPage } from "./list-pages.ts";

/** Resources of the first part of a page. */
const FIRST_PART = 100;

/** Weight of the resources that are serialized together, without a break. */
const BATCH_WEIGHT = 2_000;

/** Where a page or a part of it begins, by position or by cursor. */
export interface PageStart {
  /** Position of the first resource, from 1; ignored with a cursor. */
  readonly startIndex: number;
  /** The decoded cursor; undefined for a page by position. */
  readonly cursor: string | undefined;
}

/** What a bounded page is made of. */
export interface PageSource {
  /** Fetches resources from a start on. */
  fetch(start: PageStart, count: number): Promise<ListPage>;
  /** Prepares to represent resources that were fetched together; the result represents one. */
  represent(resources: readonly ListedResource[]): Promise<(resource: ListedResource) => JsonObject>;
  /** How large a resource is beside others: 1, and more for one with many members. */
  weightOf(resource: ListedResource): number;
}

/** Resources as JSON. */
interface SerializedResources {
  /** JSON values, one or several in a string, to be joined by commas. */
  readonly pieces: readonly string[];
  /** Number of resources. */
  readonly count: number;
}

/** A page as a response holds it. */
export interface BoundedPage extends SerializedResources {
  /** How many resources match, on all pages. */
  readonly total: number;
  /** Where the next page begins; undefined on the last page and without cursors. */
  readonly next: string | undefined;
}

/**
 * Fetches a page.
 *
 * @param maxLength - characters of the resources; the first one is included however long it is.
 */
export async function fetchBoundedPage(
  source: PageSource,
  first: PageStart,
  count: number,
  maxLength: number,
): Promise<BoundedPage> {
  const output = new PageOutput(maxLength);
  let start = first;
  let wanted = Math.min(count, FIRST_PART);
  for (let total: number | undefined; ; ) {
    const page = await source.fetch(start, wanted);
    total ??= page.total;
    const before: SerializedResources = { pieces: output.pieces.slice(), count: output.count };
    const added = await addResources(source, page.resources, output);
    if (added < page.resources.length) {
      const isByPosition = start.cursor === undefined;
      return { total, ...(isByPosition ? finish(output, undefined) : await endEarly(source, start, before, added)) };
    }
    const next = nextStart(start, page);
    const isLast = added < wanted || output.count === count || next === undefined;
    if (isLast) return { total, ...finish(output, page.next) };
    start = next;
    wanted = Math.max(1, Math.min(count - output.count, output.expectedCapacity()));
  }
}

/** The JSON of a page as far as it is made. */
class PageOutput implements SerializedResources {
  readonly pieces: string[] = [];
  count = 0;
  readonly #maxLength: number;
  #length = 0;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Adds a piece if it fits; the first resource always does. */
  add(piece: string, count: number): boolean {
    const isFirst = this.count === 0 && count === 1;
    if (!isFirst && this.#length + piece.length > this.#maxLength) return false;
    this.pieces.push(piece);
    this.count += count;
    this.#length += piece.length;
    return true;
  }

  /** How many more resources of average length fit. */
  expectedCapacity(): number {
    return Math.floor(((this.#maxLength - this.#length) * this.count) / Math.max(1, this.#length));
  }
}

/** Adds resources, as many as fit; their number. */
async function addResources(
  source: PageSource,
  resources: readonly ListedResource[],
  output: PageOutput,
): Promise<number> {
  const represent = await source.represent(resources);
  let breaks: WorkBreaks | undefined;
  for (let start = 0; start < resources.length; ) {
    const end = endOfBatch(source, resources, start);
    const batch = resources.slice(start, end).map(represent);
    if (!output.add(JSON.stringify(batch).slice(1, -1), batch.length)) {
      const fitting = batch.findIndex((resource) => !output.add(JSON.stringify(resource), 1));
      if (fitting >= 0) return start + fitting;
    }
    start = end;
    if (start === resources.length) break;
    breaks ??= new WorkBreaks();
    await breaks.takeBreak();
  }
  return resources.length;
}

/** Resources are serialized together, which is faster, as long as their weight is small. */
function endOfBatch({ weightOf }: PageSource, resources: readonly ListedResource[], start: number): number {
  let end = start;
  let weight = 0;
  for (let resource = resources[end]; resource !== undefined && weight < BATCH_WEIGHT; resource = resources[end]) {
    weight += weightOf(resource);
    end += 1;
  }
  return end;
}

/**
 * Ends a page by cursor within a part. The part is fetched again in its new length, to learn where it ends; what was
 * written in between may have changed its resources.
 *
 * @param before - the page without the part.
 * @param added - how many resources of the part fit.
 */
async function endEarly(
  source: PageSource,
  start: PageStart,
  before: SerializedResources,
  added: number,
): Promise<Omit<BoundedPage, "total">> {
  if (added === 0) return finish(before, start.cursor);
  const { resources, next } = await source.fetch(start, added);
  const represent = await source.represent(resources);
  const pieces = resources.map((resource) => JSON.stringify(represent(resource)));
  return finish({ pieces: [...before.pieces, ...pieces], count: before.count + pieces.length }, next);
}

function finish({ pieces, count }: SerializedResources, next: string | undefined): Omit<BoundedPage, "total"> {
  return { pieces, count, next };
}

/** Where the part after a part begins; undefined at the end of the list. */
function nextStart({ startIndex, cursor }: PageStart, { resources, next, total }: ListPage): PageStart | undefined {
  if (cursor !== undefined) return next === undefined ? undefined : { startIndex, cursor: next };
  const end = startIndex + resources.length;
  return end > total ? undefined : { startIndex: end, cursor };
}
