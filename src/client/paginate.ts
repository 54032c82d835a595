/**
 * All pages of a list, one after another: by cursor where the service gives one (RFC 9865), else by index (RFC 7644 §3.4.2.4).
 *
 * Whoever reads a list may remove what is not in it, so a list that cannot be read to its end is an error, never a shorter list.
 */
import type { Page } from "./types.ts";

/** Where a page begins; the first page has neither, so that the service chooses its way of paging, or an empty cursor, which chooses (RFC 9865 §2). */
export interface PagePosition {
  readonly startIndex?: number;
  readonly cursor?: string;
}

/** What {@link paginate} reads from. */
export interface PageSource<Resource extends { readonly id: string }> {
  /** Reads a page. */
  read(position: PagePosition): Promise<Page<Resource>>;
  /** Ends the list; the next step then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** The error for a list that cannot be read to its end. */
  broken(reason: string): Error;
}

/**
 * Yields the resources of all pages. Only one page is kept in memory, and the ids of the one before: a resource that moved from one to the other is given
 * once. By index, the list ends where the service says that it ends (`totalResults`); by cursor, with the page that has no further one, for there the
 * total need not be exact (RFC 9865 §2). `itemsPerPage` is not needed: a page is as long as it is.
 */
export async function* paginate<Resource extends { readonly id: string }>(
  source: PageSource<Resource>,
  first: PagePosition = {},
): AsyncGenerator<Resource, void, undefined> {
  const { signal } = source;
  const walk = new Walk<Resource>(first);
  for (;;) {
    const page = await source.read(walk.position);
    const problem = walk.meet(page);
    if (problem !== undefined) {
      throw source.broken(`${problem} after ${walk.seen} of ${page.totalResults ?? "all"} resources`);
    }
    for (const resource of walk.fresh) {
      signal?.throwIfAborted();
      yield resource;
    }
    // An abort in the last page must not look like the end of the list.
    signal?.throwIfAborted();
    if (walk.next === undefined) return;
    walk.position = walk.next;
  }
}

/** How far a list was read. */
class Walk<Resource extends { readonly id: string }> {
  /** Where the page that is read begins. */
  position: PagePosition;
  /** Where the page after it begins; undefined after the last. */
  next: PagePosition | undefined;
  /** Resources of the last page that were not in the one before. */
  fresh: readonly Resource[] = [];
  /** Resources of all pages before the one that is read. */
  seen = 0;
  #repeated = 0;
  /** Least total of all pages. */
  #total = Number.POSITIVE_INFINITY;
  #before: ReadonlySet<string> = new Set();
  readonly #cursors = new Set<string>();

  constructor(first: PagePosition) {
    this.position = first;
  }

  /** Takes a page in; what is wrong with it, if something is. */
  meet(page: Page<Resource>): string | undefined {
    const length = page.resources.length + page.unusable;
    const ids = new Set<string>();
    this.fresh = page.resources.filter(({ id }) => {
      const isFresh = !this.#before.has(id) && !ids.has(id);
      ids.add(id);
      return isFresh;
    });
    const problem = this.#byCursor(page) ? this.#stuckCursor(page) : this.#stuckIndex(page, length);
    if (problem !== undefined) return problem;
    this.#repeated += page.resources.length - this.fresh.length;
    this.#before = ids;
    this.seen += length;
    this.#total = Math.min(this.#total, page.totalResults ?? this.#total);
    this.next = this.#nextOf(page);
    return this.next === undefined ? this.#shortage(page) : undefined;
  }

  #byCursor({ nextCursor }: Page<Resource>): boolean {
    return nextCursor !== undefined || this.#isLaterCursor;
  }

  get #isLaterCursor(): boolean {
    const { cursor } = this.position;
    return cursor !== undefined && cursor !== "";
  }

  #stuckCursor({ nextCursor }: Page<Resource>): string | undefined {
    if (nextCursor === undefined) return undefined;
    if (nextCursor === this.position.cursor) return "the service gives the same cursor again";
    // A service may go round in a circle longer than one page.
    if (this.#cursors.has(nextCursor)) return "the service gives a cursor again";
    this.#cursors.add(nextCursor);
    return undefined;
  }

  #stuckIndex(page: Page<Resource>, length: number): string | undefined {
    const expected = this.position.startIndex ?? 1;
    const { totalResults, startIndex } = page;
    if (length === 0) return (totalResults ?? 0) >= expected ? "the service sends an empty page" : undefined;
    // A first page may call itself 0.
    if (this.seen === 0 && (startIndex ?? 1) > 1) return `the service begins at position ${startIndex}`;
    if (this.seen > 0) {
      const elsewhere = startIndex !== undefined && startIndex !== expected;
      const nothingNew = this.fresh.length === 0 && page.resources.length > 0;
      if (elsewhere || nothingNew) return "the service sends a page again";
    }
    // Such a total is that of something else, a page perhaps: nothing would tell where the list ends.
    if (totalResults !== undefined && expected - 1 + length > totalResults) {
      return `the service sends ${length} resources from position ${expected} on, which are more than its totalResults,`;
    }
    return undefined;
  }

  #nextOf({ nextCursor, totalResults }: Page<Resource>): PagePosition | undefined {
    if (nextCursor !== undefined) return { cursor: nextCursor };
    if (this.#isLaterCursor || totalResults === undefined || this.seen >= totalResults) return undefined;
    return { startIndex: this.seen + 1 };
  }

  /** Pages that overlap reach the total before everybody was given. Who came after the first page pushes others on, and is not missed. */
  #shortage(page: Page<Resource>): string | undefined {
    if (this.#byCursor(page) || this.#repeated === 0) return undefined;
    return this.seen - this.#repeated < this.#total ? "the service repeats resources and ends its pages" : undefined;
  }
}
