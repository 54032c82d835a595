/**
 * Fetches and represents a page within a limit on its size: a page of large resources ends early, which a client sees
 * by `itemsPerPage` and continues like after any page (RFC 7644 §3.4.2.4, RFC 9865 §2).
 *
 * Resources are fetched in parts, so that the store does not read a thousand large groups for a page of six.
 */
import type { Awaitable } from "../../internal/awaitable.ts";
import { WorkBreaks } from "../../internal/work-breaks.ts";
import type { JsonPart } from "../http/join-list.ts";
import type { ListedResource, ListPage } from "./list-pages.ts";

/** Resources of the first part of a page. */
const FIRST_PART = 100;

/** Weight of the resources that are serialized without a break. */
const STRETCH_WEIGHT = 2_000;

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
  /** Prepares to represent resources that were fetched together; the result is the JSON of one. */
  represent(resources: readonly ListedResource[]): Promise<(resource: ListedResource) => Awaitable<JsonPart>>;
  /** How large a resource is beside others: 1, and more for one with many members. */
  weightOf(resource: ListedResource): number;
}

/** A page as a response holds it. */
export interface BoundedPage {
  /** The JSON of each resource. */
  readonly resources: readonly JsonPart[];
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
    const before = output.resources.length;
    const added = await addResources(source, page.resources, output);
    if (added < page.resources.length) {
      if (start.cursor === undefined) return { total, resources: output.resources, next: undefined };
      return { total, ...(await endEarly(source, start, output.resources.slice(0, before), added)) };
    }
    const next = nextStart(start, page);
    const isLast = added < wanted || output.resources.length === count || next === undefined;
    if (isLast) return { total, resources: output.resources, next: page.next };
    start = next;
    wanted = Math.max(1, Math.min(count - output.resources.length, output.expectedCapacity()));
  }
}

/** The JSON of a page as far as it is made. */
class PageOutput {
  readonly resources: JsonPart[] = [];
  readonly #maxLength: number;
  #length = 0;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Adds a resource if it fits; the first one always does. */
  add(json: JsonPart): boolean {
    if (this.resources.length > 0 && this.#length + json.length > this.#maxLength) return false;
    this.resources.push(json);
    this.#length += json.length;
    return true;
  }

  /** How many more resources of average length fit. */
  expectedCapacity(): number {
    return Math.floor(((this.#maxLength - this.#length) * this.resources.length) / Math.max(1, this.#length));
  }
}

/**
 * Adds resources, as many as fit; their number. Each is serialized alone: one character beyond Latin-1 doubles the
 * memory of the string that it is in, and the time to make it.
 */
async function addResources(
  source: PageSource,
  resources: readonly ListedResource[],
  output: PageOutput,
): Promise<number> {
  const represent = await source.represent(resources);
  let breaks: WorkBreaks | undefined;
  let weight = 0;
  let added = 0;
  for (const resource of resources) {
    if (weight >= STRETCH_WEIGHT) {
      breaks ??= new WorkBreaks();
      await breaks.takeBreak();
      weight = 0;
    }
    const json = represent(resource);
    if (!output.add(json instanceof Promise ? await json : json)) return added;
    weight += source.weightOf(resource);
    added += 1;
  }
  return added;
}

/**
 * Ends a page by cursor within a part. The part is fetched again in its new length, to learn where it ends; what was
 * written in between may have changed its resources.
 *
 * @param before - the resources before the part.
 * @param added - how many resources of the part fit.
 */
async function endEarly(
  source: PageSource,
  start: PageStart,
  before: readonly JsonPart[],
  added: number,
): Promise<Omit<BoundedPage, "total">> {
  if (added === 0) return { resources: before, next: start.cursor };
  const { resources, next } = await source.fetch(start, added);
  const represent = await source.represent(resources);
  const fitting = [...before];
  for (const resource of resources) fitting.push(await represent(resource));
  return { resources: fitting, next };
}

/** Where the part after a part begins; undefined at the end of the list. */
function nextStart({ startIndex, cursor }: PageStart, { resources, next, total }: ListPage): PageStart | undefined {
  if (cursor !== undefined) return next === undefined ? undefined : { startIndex, cursor: next };
  const end = startIndex + resources.length;
  return end > total ? undefined : { startIndex: end, cursor };
}
