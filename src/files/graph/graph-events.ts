/** Users, removals and page ends in files of Graph JSON. */
import { WHOLE_JSON } from "../../internal/graph-names.ts";
import { canonicalId } from "../../internal/object-id.ts";
import { readProperty } from "../../internal/values.ts";
import { changedSource, invalidSource } from "../reading/file-errors.ts";
import type { JsonObject } from "../reading/graph-list.ts";
import { readJsonParts } from "../reading/json-parts.ts";
import type { JsonPart } from "../reading/json-splitter.ts";
import { currentFingerprint, openFile } from "../reading/open-file.ts";
import { spellUser } from "./powershell-user.ts";
import { type GraphQuery, notAList, PageSequence, requireUser, USER_LAYOUT } from "./user-pages.ts";

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

const MAX_ID_LENGTH = 256;

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
    for await (const part of readJsonParts(path, file, USER_LAYOUT, signal))
      yield part.kind === "item" ? userEvent(path, pages, part, keep) : { kind: "page", ...pages.addPage(path, part) };
    if ((await currentFingerprint(file.handle)) !== file.fingerprint) throw changedSource(path);
  } finally {
    await file.handle.close();
  }
}

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
