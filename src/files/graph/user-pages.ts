/** The pages of users in Graph's JSON: their layout, and that none is missing. */
import type { ProvisioningError } from "../../errors.ts";
import { selectedAttributes } from "../../graph-users/user-attributes.ts";
import { describeOtherKind } from "../../internal/graph-kinds.ts";
import { readProperty } from "../../internal/values.ts";
import { incompleteSource, invalidSource } from "../reading/file-errors.ts";
import type { JsonObject } from "../reading/graph-list.ts";
import { isValueList, type JsonLayout, type JsonPart } from "../reading/json-splitter.ts";

/** Which query the files must be the response of. */
export type GraphQuery = "list" | "delta";

/** Longest link that is kept as a watermark, in UTF-16 code units. */
const MAX_LINK_LENGTH = 16_384;

/** Pages are objects with a list "value"; users may also stand in a bare list, or one a line. */
export const USER_LAYOUT: JsonLayout = {
  isList: isValueList,
  nameItem: (_list, _index, count) => `user ${count + 1}`,
  nameContainer: (count) => `page ${count + 1}`,
  severalDocuments: true,
  maxContainerBytes: 1_048_576,
};

/**
 * Checks that an object is a user.
 *
 * @throws ProvisioningError `invalid_source` that says what it is instead.
 */
export function requireUser(path: string, item: JsonObject, location: string): void {
  const other = describeOtherKind(item, "user");
  if (other !== undefined) throw invalidSource(path, location === "user 1" ? other : `${location} ${other}`);
}

/** The error of a user or a page of a delta query in files of a list. */
export function notAList(path: string, location: string): ProvisioningError {
  return invalidSource(
    path,
    `${location} belongs to a delta query, which lists changes only; expected the response of GET /users, or read the file as a delta`,
  );
}

/** What a page says after its users. */
interface Page {
  readonly deltaLink: string | undefined;
  /** Attributes that the query selected. */
  readonly selected: readonly string[];
}

type PagePart = Extract<JsonPart, { kind: "container" }>;

/**
 * Follows the links of pages: each page but the last has a next link, and the last one of a delta query has a delta
 * link.
 */
export class PageSequence {
  readonly query: GraphQuery;
  #pages = 0;
  #hasUserOutsidePage = false;
  #nextLink: string | undefined;

  constructor(query: GraphQuery) {
    this.query = query;
  }

  addUser(path: string, location: string, inPage: boolean): void {
    if (inPage) return;
    if (this.query === "delta")
      throw invalidSource(path, `${location} is outside a page; expected the pages of a delta query`);
    this.#hasUserOutsidePage = true;
  }

  addPage(path: string, { item: page, location }: PagePart): Page {
    const nextLink = this.#link(path, page, location, "@odata.nextLink");
    const deltaLink = this.#link(path, page, location, "@odata.deltaLink");
    if (this.query === "list") this.#checkListPage(path, location, deltaLink);
    else if ((nextLink === undefined) === (deltaLink === undefined))
      throw invalidSource(
        path,
        `${location} must have either "@odata.nextLink" or "@odata.deltaLink", as the pages of a delta query do`,
      );
    if (nextLink !== undefined && nextLink === this.#nextLink)
      throw invalidSource(
        path,
        `${location} has the same "@odata.nextLink" as the page before it; a page appears twice`,
      );
    this.#nextLink = nextLink;
    this.#pages += 1;
    return { deltaLink, selected: selectedAttributes(page) };
  }

  /** Checks that the last page was the last. */
  end(path: string): void {
    if (this.#nextLink !== undefined)
      throw incompleteSource(
        path,
        'the last page has an "@odata.nextLink"; follow the links and add the pages that are missing',
      );
    if (this.query === "delta" && this.#pages === 0) throw incompleteSource(path, "holds no page of a delta query");
  }

  #checkListPage(path: string, location: string, deltaLink: string | undefined): void {
    if (deltaLink !== undefined) throw notAList(path, location);
    if (this.#hasUserOutsidePage)
      throw invalidSource(path, `${location} is mixed with users outside a page; expected either pages or users`);
    if (this.#pages > 0 && this.#nextLink === undefined)
      throw invalidSource(path, `${location} follows a page without "@odata.nextLink", which is the last of its list`);
  }

  #link(path: string, page: JsonObject, location: string, name: string): string | undefined {
    const link = readProperty(page, name);
    if (link === undefined || link === null) return undefined;
    if (typeof link === "string" && link !== "" && link.length <= MAX_LINK_LENGTH) return link;
    throw invalidSource(path, `${location}: "${name}" must be a string of 1 to ${MAX_LINK_LENGTH} characters`);
  }
}
