/**
 * Users of one or several files of Graph JSON, with what their pages say about being complete.
 */
import type { ProvisioningError } from "../../errors.ts";
import { type JsonObject, member } from "../reading/graph-list.ts";
import { currentFingerprint, incomplete, invalid, openFile } from "../reading/open-file.ts";
import { graphParts } from "./graph-parts.ts";
import type { GraphPart } from "./graph-splitter.ts";
import { selectedNames } from "./user-attributes.ts";

/** What an object of a file says. */
export type GraphEvent =
  | { readonly kind: "user"; readonly id: string; readonly item: JsonObject }
  /** Graph's `@removed`: reason `changed` can be restored, `deleted` cannot. */
  | { readonly kind: "removed"; readonly id: string; readonly removal: "soft" | "hard" }
  /** A page ended. */
  | { readonly kind: "page"; readonly deltaLink: string | undefined; readonly selected: readonly string[] };

/** What the files are expected to be. */
export type GraphQuery = "list" | "delta";

const MAX_ID_LENGTH = 256;
/** Longest link that is kept as a watermark, in UTF-16 code units. */
const MAX_LINK_LENGTH = 16_384;

/** The files of a directory, read in their order as one sequence of pages. */
export interface GraphFiles {
  readonly paths: readonly string[];
  readonly query: GraphQuery;
  readonly signal?: AbortSignal | undefined;
  /** Told the fingerprint of each file before it is read; throws when it is not the expected one. */
  readonly onFile: (path: string, fingerprint: string) => void;
}

/**
 * Reads the files.
 *
 * @throws ProvisioningError `invalid_source` for what is no such query's answer, `incomplete_source` for one that is not whole, or that changed while it
 *   was read.
 */
export async function* graphEvents(files: GraphFiles): AsyncGenerator<GraphEvent, void, void> {
  const chain = new PageChain(files.query);
  for (const path of files.paths) yield* fileEvents(path, chain, files);
  chain.end(files.paths.at(-1) ?? "");
}

async function* fileEvents(
  path: string,
  chain: PageChain,
  { signal, onFile }: GraphFiles,
): AsyncGenerator<GraphEvent, void, void> {
  const file = await openFile(path);
  try {
    onFile(path, file.fingerprint);
    for await (const part of graphParts(path, file, signal))
      yield part.kind === "user" ? userEvent(path, chain, part) : chain.page(path, part);
    if ((await currentFingerprint(file.handle)) !== file.fingerprint) throw changed(path);
  } finally {
    await file.handle.close();
  }
}

/** A file that is not as it was. */
export function changed(path: string): ProvisioningError {
  return incomplete(path, "changed while it was read; run again when it is written whole");
}

type UserPart = Extract<GraphPart, { kind: "user" }>;

function userEvent(path: string, chain: PageChain, { item, place, inPage }: UserPart): GraphEvent {
  const value = member(item, "id");
  const id = typeof value === "string" ? value.trim() : "";
  if (id === "" && member(item, "error") !== undefined)
    throw invalid(path, `${place} is an error answer of Graph instead of users`);
  if (id === "" || id.length > MAX_ID_LENGTH)
    throw invalid(path, `${place}: "id" must be a text of 1 to ${MAX_ID_LENGTH} characters`);
  chain.user(path, place, inPage);
  const removed = member(item, "@removed");
  if (removed === undefined) return { kind: "user", id, item };
  if (chain.query === "list") throw notAList(path, place);
  const reason = typeof removed === "object" && removed !== null ? Reflect.get(removed, "reason") : undefined;
  // A reason that is not known is taken for the one that can be undone.
  return { kind: "removed", id, removal: reason === "deleted" ? "hard" : "soft" };
}

function notAList(path: string, place: string): ProvisioningError {
  return invalid(
    path,
    `${place} belongs to a delta query, which names changes only; expected the answer of GET /users, or read the file as a delta`,
  );
}

type PagePart = Extract<GraphPart, { kind: "page" }>;

/** Follows the links of pages: each but the last has a next one, and the last one of a delta query a delta link. */
class PageChain {
  readonly query: GraphQuery;
  #pages = 0;
  #bareUsers = false;
  #nextLink: string | undefined;

  constructor(query: GraphQuery) {
    this.query = query;
  }

  user(path: string, place: string, inPage: boolean): void {
    if (inPage) return;
    if (this.query === "delta")
      throw invalid(path, `${place} stands outside a page; expected the pages of a delta query`);
    this.#bareUsers = true;
  }

  page(path: string, { page, place }: PagePart): GraphEvent {
    const nextLink = this.#link(path, page, place, "@odata.nextLink");
    const deltaLink = this.#link(path, page, place, "@odata.deltaLink");
    if (this.query === "list") this.#checkListPage(path, place, deltaLink);
    else if ((nextLink === undefined) === (deltaLink === undefined))
      throw invalid(
        path,
        `${place} must have either "@odata.nextLink" or "@odata.deltaLink", as the pages of a delta query do`,
      );
    if (nextLink !== undefined && nextLink === this.#nextLink)
      throw invalid(path, `${place} has the same "@odata.nextLink" as the page before it; a page stands there twice`);
    this.#nextLink = nextLink;
    this.#pages += 1;
    return { kind: "page", deltaLink, selected: selectedNames(page) };
  }

  /** Checks that the last page was the last. */
  end(path: string): void {
    if (this.#nextLink !== undefined)
      throw incomplete(
        path,
        'the last page has an "@odata.nextLink"; follow the links and add the pages that are missing',
      );
    if (this.query === "delta" && this.#pages === 0) throw incomplete(path, "holds no page of a delta query");
  }

  #checkListPage(path: string, place: string, deltaLink: string | undefined): void {
    if (deltaLink !== undefined) throw notAList(path, place);
    if (this.#bareUsers)
      throw invalid(path, `${place} stands beside users outside a page; expected either pages or users`);
    if (this.#pages > 0 && this.#nextLink === undefined)
      throw invalid(path, `${place} follows a page without "@odata.nextLink", which is the last of its list`);
  }

  #link(path: string, page: JsonObject, place: string, name: string): string | undefined {
    const link = member(page, name);
    if (link === undefined || link === null) return undefined;
    if (typeof link === "string" && link !== "" && link.length <= MAX_LINK_LENGTH) return link;
    throw invalid(path, `${place}: "${name}" must be a text of 1 to ${MAX_LINK_LENGTH} characters`);
  }
}
