/**
 * Reads all pages of a list: by cursor where the service returns one (RFC 9865), otherwise by index (RFC 7644
 * §3.4.2.4).
 *
 * Callers may remove what a list does not contain. So a list that cannot be read to its end is an error, never a
 * shorter list.
 */
import { isScimRequestError } from "../errors.ts";
import { assertWholeNumber, type PagePosition } from "./list-query.ts";
import { isResponseTooLarge } from "./transport/map-error.ts";
import type { Page, ResourceList } from "./types.ts";

/** What {@link paginate} reads from. */
interface PageSource<Resource extends { readonly id: string }> {
  /** Reads a page. */
  readPage(position: PagePosition): Promise<Page<Resource>>;
  /** Where the first page begins. */
  readonly first: PagePosition;
  /** How many resources of a page are requested. */
  readonly count: number;
  /**
   * Whether to look for a further page where the total may be that of the page: a caller that takes the list for
   * complete needs it, one that looks for a single resource does not.
   */
  readonly looksFurther: boolean;
  /** Ends the list; the next step then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Makes the error for a list that cannot be read to its end. */
  toError(problem: string): Error;
}

/** The resources of all pages, read while they are iterated. */
export function resourceList<Resource extends { readonly id: string }>(
  source: PageSource<Resource>,
): ResourceList<Resource> {
  return {
    [Symbol.asyncIterator]: () => paginate(source),
    async toArray({ limit = Number.MAX_SAFE_INTEGER } = {}) {
      assertWholeNumber("limit", limit, 1);
      const resources: Resource[] = [];
      for await (const resource of paginate(source)) {
        resources.push(resource);
        if (resources.length === limit) break;
      }
      return resources;
    },
  };
}

/**
 * Yields the resources of all pages. Only one page is kept in memory, with the ids of the page before: a resource that
 * moved from one page to the next is yielded once. By index, the list ends where the service says (`totalResults`); by
 * cursor, with the page that has no next one, because there the total need not be exact (RFC 9865 §2). `itemsPerPage`
 * is not needed: a page is as long as it is.
 *
 * Some services give the length of the page as the total. Where a full first page is as long as the total, one more
 * page is requested: from a service that counts correctly it is empty.
 */
async function* paginate<Resource extends { readonly id: string }>(
  source: PageSource<Resource>,
): AsyncGenerator<Resource, void, undefined> {
  const { signal } = source;
  const progress = new ListProgress<Resource>(source);
  for (;;) {
    const page = await readPage(source, progress);
    if (page === undefined) return;
    const problem = progress.addPage(page);
    if (problem !== undefined) {
      throw source.toError(`${problem} after ${progress.seen} of ${page.totalResults ?? "all"} resources`);
    }
    for (const resource of progress.newResources) {
      signal?.throwIfAborted();
      yield resource;
    }
    // An abort in the last page must not look like the end of the list.
    signal?.throwIfAborted();
    if (progress.next === undefined) return;
    progress.position = progress.next;
  }
}

/**
 * The next page; undefined where the service refuses a page beyond its total. A page that is too large to be read is
 * requested again with half as many resources, and so are the pages after it.
 */
async function readPage<Resource extends { readonly id: string }>(
  source: PageSource<Resource>,
  progress: ListProgress<Resource>,
): Promise<Page<Resource> | undefined> {
  for (;;) {
    const { position, count, isBeyondTotal } = progress;
    try {
      return await source.readPage(count === source.count ? position : { ...position, count });
    } catch (error) {
      if (isBeyondTotal && isScimRequestError(error) && [400, 404].includes(error.status)) return undefined;
      if (!isResponseTooLarge(error) || count === 1) throw error;
      progress.count = Math.ceil(count / 2);
    }
  }
}

/** Length from which a first page may be all that a service sends, whatever was requested; AWS sends 50. */
const FULL_PAGE = 50;

/** How far a list was read. */
class ListProgress<Resource extends { readonly id: string }> {
  /** Where the page that is read begins. */
  position: PagePosition;
  /** Where the page after it begins; undefined after the last one. */
  next: PagePosition | undefined;
  /** How many resources of a page are requested. */
  count: number;
  /** Resources of the last page that the page before did not have. */
  newResources: readonly Resource[] = [];
  /** Resources of all pages before the one that is read. */
  seen = 0;
  /** Whether the page that is read begins behind the total, because the total may be that of a page. */
  isBeyondTotal = false;
  #repeated = 0;
  /** Least total of all pages. */
  #total = Number.POSITIVE_INFINITY;
  #idsOfLastPage: ReadonlySet<string> = new Set();
  readonly #cursors = new Set<string>();
  readonly #looksFurther: boolean;

  constructor(source: PageSource<Resource>) {
    this.position = source.first;
    this.count = source.count;
    this.#looksFurther = source.looksFurther;
  }

  /** Adds a page; returns what is wrong with it, if anything. */
  addPage(page: Page<Resource>): string | undefined {
    const ids = new Set<string>();
    this.newResources = page.resources.filter(({ id }) => {
      const isNew = !this.#idsOfLastPage.has(id) && !ids.has(id);
      ids.add(id);
      return isNew;
    });
    if (this.isBeyondTotal && this.newResources.length === 0) {
      this.next = undefined;
      return undefined;
    }
    const problem = this.#isByCursor(page) ? this.#cursorProblem(page) : this.#indexProblem(page);
    if (problem !== undefined) return problem;
    this.#repeated += page.resources.length - this.newResources.length;
    this.#idsOfLastPage = ids;
    this.seen += page.resources.length + page.invalidResources + page.duplicates;
    this.#total = Math.min(this.#total, page.totalResults ?? this.#total);
    this.next = this.#positionAfter(page);
    return this.next === undefined ? this.#shortage(page) : undefined;
  }

  #isByCursor({ nextCursor }: Page<Resource>): boolean {
    return nextCursor !== undefined || this.#isLaterCursor;
  }

  get #isLaterCursor(): boolean {
    const { cursor } = this.position;
    return cursor !== undefined && cursor !== "";
  }

  #cursorProblem({ nextCursor }: Page<Resource>): string | undefined {
    if (nextCursor === undefined) return undefined;
    if (nextCursor === this.position.cursor) return "the service returns the same cursor again";
    // A service may go round in a cycle of several pages.
    if (this.#cursors.has(nextCursor)) return "the service returns an earlier cursor again";
    this.#cursors.add(nextCursor);
    return undefined;
  }

  #indexProblem(page: Page<Resource>): string | undefined {
    const expected = this.position.startIndex ?? 1;
    const { totalResults, startIndex } = page;
    // Whether a total counts a resource that is sent twice is up to the service.
    const length = page.resources.length + page.invalidResources;
    if (length === 0) return (totalResults ?? 0) >= expected ? "the service sends an empty page" : undefined;
    // Some services number the first page from 0.
    if (this.seen === 0 && (startIndex ?? 1) > 1) return `the service begins at position ${startIndex}`;
    if (this.seen > 0) {
      const isElsewhere = startIndex !== undefined && startIndex !== expected;
      const hasNothingNew = this.newResources.length === 0 && page.resources.length > 0;
      if (isElsewhere || hasNothingNew) return "the service sends a page again";
    }
    // Such a total counts something else, such as the page, and does not show where the list ends.
    if (!this.isBeyondTotal && totalResults !== undefined && expected - 1 + length > totalResults) {
      return `the service sends ${length} resources from position ${expected} on, which are more than its totalResults,`;
    }
    return undefined;
  }

  #positionAfter({ nextCursor, totalResults }: Page<Resource>): PagePosition | undefined {
    if (nextCursor !== undefined) return { cursor: nextCursor };
    if (this.#isLaterCursor || totalResults === undefined) return undefined;
    this.isBeyondTotal = this.seen >= totalResults && this.#mayCountPage(totalResults);
    return this.seen < totalResults || this.isBeyondTotal ? { startIndex: this.seen + 1 } : undefined;
  }

  /** Whether a total may be that of the page: it is, behind a total that was too small, and for a full first page. */
  #mayCountPage(totalResults: number): boolean {
    if (this.isBeyondTotal) return this.seen > totalResults;
    const isFull = this.seen === this.count || this.seen >= FULL_PAGE;
    return this.#looksFurther && this.position.startIndex === 1 && isFull;
  }

  /**
   * Pages that overlap reach the total before every resource was sent. Resources created after the first page push
   * others on, and are not missed.
   */
  #shortage(page: Page<Resource>): string | undefined {
    if (this.#isByCursor(page) || this.#repeated === 0) return undefined;
    return this.seen - this.#repeated < this.#total ? "the service repeats resources and ends its pages" : undefined;
  }
}
