/** Users, removals and page ends in files of Graph JSON, checked for missing pages. */
import type { ProvisioningError } from "../../errors.ts";
import { describeOtherKind } from "../../internal/graph-kinds.ts";
import { WHOLE_JSON } from "../../internal/graph-names.ts";
import { canonicalId } from "../../internal/object-id.ts";
import { readProperty } from "../../internal/values.ts";
import { changedSource, incompleteSource, invalidSource } from "../reading/file-errors.ts";
import type { JsonObject } from "../reading/graph-list.ts";
import { isValueList, type JsonLayout, type JsonPart, readJsonParts } from "../reading/json-parts.ts";
import { currentFingerprint, openFile } from "../reading/open-file.ts";
import { spellUser } from "./powershell-user.ts";
import { selectedAttributes } from "./user-attributes.ts";

/** What an object of a file means. */
export type GraphEvent =
  | {
      readonly kind: "user";
      readonly id: string;
      readonly item: JsonObject;
      /** Where the user is in the files. */
      readonly path: string;
      readonly location: string;
      /** Names of members that PowerShell cut, which the item lacks. */
      readonly cut: readonly string[];
    }
  /** Graph's `@removed`: reason `changed` can be restored, `deleted` cannot. */
  | { readonly kind: "removed"; readonly id: string; readonly removal: "soft" | "hard" }
  /** The end of a page. */
  | { readonly kind: "page"; readonly deltaLink: string | undefined; readonly selected: readonly string[] };

/** Which query the files must be the response of. */
export type GraphQuery = "list" | "delta";

const MAX_ID_LENGTH = 256;
/** Longest link that is kept as a watermark, in UTF-16 code units. */
const MAX_LINK_LENGTH = 16_384;

/** The files of a directory, read in order as one sequence of pages. */
export interface GraphFiles {
  readonly paths: readonly string[];
  readonly query: GraphQuery;
  readonly signal?: AbortSignal | undefined;
  /** Called with the fingerprint of each file before it is read; throws when it is not the expected one. */
  readonly onFile: (path: string, fingerprint: string) => void;
  /** Names of attributes that stay as they are when a file has the names of PowerShell. */
  readonly keep: ReadonlySet<string>;
}

/**
 * Reads the files.
 *
 * @throws ProvisioningError `invalid_source` for files that are not the response of the query, `incomplete_source` for
 *   a response that is not complete, or a file that changed while it was read.
 */
export async function* graphEvents(files: GraphFiles): AsyncGenerator<GraphEvent, void, void> {
  const pages = new PageSequence(files.query);
  for (const path of files.paths) yield* fileEvents(path, pages, files);
  pages.end(files.paths.at(-1) ?? "");
}

async function* fileEvents(
  path: string,
  pages: PageSequence,
  { signal, onFile, keep }: GraphFiles,
): AsyncGenerator<GraphEvent, void, void> {
  const file = await openFile(path);
  try {
    onFile(path, file.fingerprint);
    for await (const part of readJsonParts(path, file, LAYOUT, signal))
      yield part.kind === "item" ? userEvent(path, pages, part, keep) : pages.addPage(path, part);
    if ((await currentFingerprint(file.handle)) !== file.fingerprint) throw changedSource(path);
  } finally {
    await file.handle.close();
  }
}

/** Pages are objects with a list "value"; users may also stand in a bare list, or one a line. */
const LAYOUT: JsonLayout = {
  isList: isValueList,
  nameItem: (_list, _index, count) => `user ${count + 1}`,
  nameContainer: (count) => `page ${count + 1}`,
  severalDocuments: true,
  maxContainerBytes: 1_048_576,
};

type UserPart = Extract<JsonPart, { kind: "item" }>;

function userEvent(
  path: string,
  pages: PageSequence,
  { item: written, location, list, index }: UserPart,
  keep: ReadonlySet<string>,
): GraphEvent {
  const { item, cut } = spellUser(written, keep);
  if (pages.query === "delta" && item !== written)
    throw invalidSource(
      path,
      `${location} was written by PowerShell, whose null may also mean that a property did not change; save the response of Graph instead`,
    );
  if (index === 0 || Object.hasOwn(item, "@odata.type")) requireUser(path, item, location);
  const value = readProperty(item, "id");
  const id = typeof value === "string" ? canonicalId(value) : "";
  if (id === "") requireUser(path, item, location);
  if (cut.includes("id"))
    throw invalidSource(path, `${location}: PowerShell cut "id"; export the users again with ${WHOLE_JSON}`);
  if (id === "" || id.length > MAX_ID_LENGTH)
    throw invalidSource(path, `${location}: "id" must be a string of 1 to ${MAX_ID_LENGTH} characters`);
  pages.addUser(path, location, list !== undefined && list.length > 0);
  const removed = readProperty(item, "@removed");
  if (removed === undefined) return { kind: "user", id, item, path, location, cut };
  if (pages.query === "list") throw notAList(path, location);
  const reason = typeof removed === "object" && removed !== null ? Reflect.get(removed, "reason") : undefined;
  // An unknown reason is treated as the one that can be undone.
  return { kind: "removed", id, removal: reason === "deleted" ? "hard" : "soft" };
}

function requireUser(path: string, item: JsonObject, location: string): void {
  const other = describeOtherKind(item, "user");
  if (other !== undefined) throw invalidSource(path, location === "user 1" ? other : `${location} ${other}`);
}

function notAList(path: string, location: string): ProvisioningError {
  return invalidSource(
    path,
    `${location} belongs to a delta query, which lists changes only; expected the response of GET /users, or read the file as a delta`,
  );
}

type PagePart = Extract<JsonPart, { kind: "container" }>;

/**
 * Follows the links of pages: each page but the last has a next link, and the last one of a delta query has a delta
 * link.
 */
class PageSequence {
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

  addPage(path: string, { item: page, location }: PagePart): GraphEvent {
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
    return { kind: "page", deltaLink, selected: selectedAttributes(page) };
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
