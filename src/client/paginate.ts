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
  /** The error for a list that cannot be read to its end. */
  broken(reason: string): Error;
}

/** Yields the resources of all pages. Only one page is kept in memory. */
export async function* paginate<Resource extends { readonly id: string }>(
  source: PageSource<Resource>,
  first: PagePosition = {},
): AsyncGenerator<Resource, void, undefined> {
  let position = first;
  let before: Page<Resource> | undefined;
  let seen = 0;
  const cursors = new Set<string>();
  for (;;) {
    const page = await source.read(position);
    const stuck = whyStuck(page, before, position);
    if (stuck !== undefined) throw source.broken(`${stuck} after ${seen} of ${page.totalResults ?? "all"} resources`);
    yield* page.resources;
    seen += page.resources.length + page.unusable;
    if (page.nextCursor !== undefined) {
      // A service may go round in a circle longer than one page.
      if (cursors.has(page.nextCursor)) {
        throw source.broken(
          `the service gives a cursor again after ${seen} of ${page.totalResults ?? "all"} resources`,
        );
      }
      cursors.add(page.nextCursor);
      position = { cursor: page.nextCursor };
    } else {
      const isLastByCursor = position.cursor !== undefined && position.cursor !== "";
      if (isLastByCursor || page.totalResults === undefined || seen >= page.totalResults) return;
      position = { startIndex: seen + 1 };
    }
    before = page;
  }
}

function whyStuck<Resource extends { readonly id: string }>(
  page: Page<Resource>,
  before: Page<Resource> | undefined,
  position: PagePosition,
): string | undefined {
  const [first] = page.resources;
  if (page.nextCursor !== undefined) {
    return page.nextCursor === position.cursor ? "the service gives the same cursor again" : undefined;
  }
  if (position.cursor !== undefined && position.cursor !== "") return undefined;
  const expected = position.startIndex ?? 1;
  if (first === undefined) {
    return (page.totalResults ?? 0) >= expected && page.unusable === 0 ? "the service sends an empty page" : undefined;
  }
  if (before === undefined) return undefined;
  const repeated = before.resources[0]?.id === first.id;
  const elsewhere = page.startIndex !== undefined && page.startIndex !== expected;
  return repeated || elsewhere ? "the service sends a page again" : undefined;
}
