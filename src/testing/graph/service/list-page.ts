/** Pages of ordinary lists, with `$top` and a token for the next page. */
import { readProperty } from "../../../internal/values.ts";
import { decodeToken, encodeToken } from "./link-token.ts";
import type { GraphAnswer, RoutedRequest } from "./route.ts";
import { badRequest, ServiceError } from "./service-error.ts";

/** A list of items at fixed places, some of which may be empty. */
export interface PagedList {
  /** Number of places. */
  readonly places: number;
  /** Returns the item at a place; undefined for an empty one. */
  readonly at: (place: number) => Readonly<Record<string, unknown>> | undefined;
  /** Context of the response, such as `users`. */
  readonly context: string;
  /** Size of a page without `$top`. Default: 100. */
  readonly defaultTop?: number;
  /** Maximum of `$top`. Default: 999. */
  readonly maxTop?: number;
}

/**
 * Returns a page of a list.
 *
 * @throws ServiceError 400 for an invalid `$top`, and a token that belongs to another query.
 */
export function listPage(list: PagedList, request: RoutedRequest): GraphAnswer {
  const { query, base, path } = request;
  const { defaultTop = 100, maxTop = 999 } = list;
  const top = query.top ?? defaultTop;
  if (top > maxTop)
    throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${maxTop} inclusive.`);
  const options = [...query.options].filter(([name]) => name !== "$skiptoken");
  const written = options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  const start = query.skipToken === undefined ? undefined : readPageToken(query.skipToken, path, written);
  // Pages of different reads have different links, so that a repeated request can be told from a new read.
  const { place: first, read } = start ?? { place: 0, read: request.number };
  let place = first;
  const value: Readonly<Record<string, unknown>>[] = [];
  while (place < list.places && value.length < top) {
    const item = list.at(place);
    if (item !== undefined) value.push(item);
    place += 1;
  }
  const token =
    place < list.places ? encodeToken({ path, written, place, read, isLost: request.losesLink }) : undefined;
  const separator = written === "" ? "" : "&";
  return {
    body: {
      "@odata.context": `${base}/$metadata#${list.context}`,
      ...(request.advanced && query.skipToken === undefined ? { "@odata.count": countOf(list) } : {}),
      ...(token === undefined ? {} : { "@odata.nextLink": `${base}${path}?${written}${separator}$skiptoken=${token}` }),
      value,
    },
  };
}

function countOf({ places, at }: PagedList): number {
  let count = 0;
  for (let place = 0; place < places; place += 1) if (at(place) !== undefined) count += 1;
  return count;
}

/** Where a page begins, and the number of the request with which the read began. */
interface PageStart {
  readonly place: number;
  readonly read: number;
}

function readPageToken(token: string, path: string, written: string): PageStart {
  const content = decodeToken(token);
  const isSame =
    content !== undefined && readProperty(content, "path") === path && readProperty(content, "written") === written;
  if (!isSame) throw badRequest("The specified page token value is invalid or belongs to another query.");
  if (readProperty(content, "isLost") === true)
    throw new ServiceError(400, "DirectoryPageTokenNotFoundException", "The specified page token was not found.");
  return { place: Number(readProperty(content, "place")), read: Number(readProperty(content, "read")) };
}

/**
 * The selected properties of an object; those without a value are null.
 *
 * @param collections - Names of properties that are lists, which are empty without a value.
 */
export function selectedProperties(
  object: Readonly<Record<string, unknown>>,
  select: readonly string[],
  collections: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(
    select.map((name) => [name, readProperty(object, name) ?? (collections.has(name) ? [] : null)]),
  );
}
