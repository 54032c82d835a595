/**
 * Fetches and represents a page within a limit on its size: a page of large resources ends early, which a client sees
 * by `itemsPerPage` and continues like after any page (RFC 7644 §3.4.2.4, RFC 9865 §2).
 *
 * Resources are fetched in parts, so that the store does not read a thousand large groups for a page of six.
 */
import { WorkBreaks } from "../../internal/work-breaks.ts";
import type { ListedResource, ListPage } from "./list-pages.ts";

/** Resources of the first part of a page. */
const FIRST_PART = 100;

/** Characters that are serialized without a break. */
const BREAK_AFTER = 262_144;

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
  /** Prepares to represent resources that were fetched together; the result makes the JSON of one. */
  represent(resources: readonly ListedResource[]): Promise<(resource: ListedResource) => string>;
}

/** A page as a response holds it. */
export interface BoundedPage {
  /** How many resources match, on all pages. */
  readonly total: number;
  /** The JSON of each resource. */
  readonly resources: readonly string[];
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
  const resources: string[] = [];
  let start = first;
  let room = maxLength;
  let wanted = Math.min(count, FIRST_PART);
  for (let total: number | undefined; ; ) {
    const page = await source.fetch(start, wanted);
    total ??= page.total;
    const part = await serialize(source, page, room, resources.length === 0);
    if (part.length < page.resources.length) {
      return { total, ...(await endEarly(source, start, resources, part)) };
    }
    for (const json of part) {
      resources.push(json);
      room -= json.length;
    }
    const next = nextStart(start, page);
    const isLast = part.length < wanted || resources.length === count || next === undefined;
    if (isLast) return { total, resources, next: page.next };
    start = next;
    const averageLength = Math.max(1, (maxLength - room) / resources.length);
    wanted = Math.max(1, Math.min(count - resources.length, Math.floor(room / averageLength)));
  }
}

/** The JSON of resources, as many as fit. */
async function serialize(
  source: PageSource,
  { resources }: ListPage,
  room: number,
  atLeastOne: boolean,
): Promise<readonly string[]> {
  const represent = await source.represent(resources);
  const breaks = new WorkBreaks();
  const part: string[] = [];
  let length = 0;
  let lengthAtBreak = 0;
  for (const resource of resources) {
    const json = represent(resource);
    length += json.length;
    if (length > room && (part.length > 0 || !atLeastOne)) return part;
    part.push(json);
    if (length - lengthAtBreak < BREAK_AFTER) continue;
    lengthAtBreak = length;
    await breaks.takeBreak();
  }
  return part;
}

/** Ends a page within a part. With a cursor, the part is fetched again in its new length, to learn where it ends. */
async function endEarly(
  source: PageSource,
  start: PageStart,
  resources: readonly string[],
  part: readonly string[],
): Promise<Omit<BoundedPage, "total">> {
  if (start.cursor === undefined) return { resources: [...resources, ...part], next: undefined };
  if (part.length === 0) return { resources, next: start.cursor };
  const page = await source.fetch(start, part.length);
  const again = await serialize(source, page, Number.POSITIVE_INFINITY, true);
  return { resources: [...resources, ...again], next: page.next };
}

/** Where the part after a part begins; undefined at the end of the list. */
function nextStart({ startIndex, cursor }: PageStart, { resources, next, total }: ListPage): PageStart | undefined {
  if (cursor !== undefined) return next === undefined ? undefined : { startIndex, cursor: next };
  const end = startIndex + resources.length;
  return end > total ? undefined : { startIndex: end, cursor };
}
