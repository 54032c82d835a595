/** Reads lists in the JSON of Microsoft Graph, as Graph or PowerShell writes it, and the ids of their items. */
import { describeOtherKind, type ExpectedKind, isKind } from "../../internal/graph-kinds.ts";
import { isCut, WHOLE_JSON, withGraphNames, wrappedValue } from "../../internal/graph-names.ts";
import { canonicalId } from "../../internal/object-id.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import { incompleteSource, invalidSource } from "./file-errors.ts";

/** A JSON object; only its own properties are read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of a list. */
export interface ListItem {
  readonly item: JsonObject;
  /** Where it is in the file, such as `value[3]` or `row 4 (line 4)`. */
  readonly location: string;
}

/** Longest id, in UTF-16 code units. */
const MAX_ID_LENGTH = 256;

/**
 * The items of a Graph list, with the names that Graph uses: a response body with `value` or `Value`, the bare array,
 * or one object, which PowerShell writes instead of a list of one.
 *
 * @param location - Where the list is in the file; empty for the whole file.
 * @param kind - What the items are, for messages.
 * @throws ProvisioningError `invalid_source` for another shape, `incomplete_source` for one page of several.
 */
export function graphList(path: string, body: unknown, location: string, kind: ExpectedKind): readonly ListItem[] {
  const prefix = location === "" ? "" : `${location}: `;
  if (isObject(body) && isItem(body, kind)) return [{ item: withGraphNames(body), location: location || "the object" }];
  const bare = Array.isArray(body);
  const list: readonly unknown[] = bare ? body : listOf(path, body, prefix, kind);
  const listLocation = bare ? location : [location, "value"].filter((part) => part !== "").join(".");
  return list.map((item, index) => {
    const itemLocation = `${listLocation}[${index}]`;
    if (!isObject(item)) throw invalidSource(path, `${itemLocation} is not an object${cutRemedy(item)}`);
    return { item: withGraphNames(item), location: itemLocation };
  });
}

/** Whether an object is an item itself. A member may have nothing but its id. */
function isItem(body: JsonObject, kind: ExpectedKind): boolean {
  const id = readProperty(body, "id") ?? readProperty(body, "Id");
  return isKind(body, kind) || (kind === "member" && typeof id === "string");
}

function listOf(path: string, body: unknown, prefix: string, kind: ExpectedKind): readonly unknown[] {
  if (isObject(body)) {
    requireLastPage(path, body, prefix);
    const list = wrappedValue(body);
    if (Array.isArray(list)) return list;
    if (isObject(list)) return [list];
    const other = describeOtherKind(body, kind);
    if (other !== undefined) throw invalidSource(path, `${prefix}${other}`);
    if (isCut(list)) throw invalidSource(path, `${prefix}the list is not an array${cutRemedy(list)}`);
  }
  throw invalidSource(path, `${prefix}expected an object with a list "value", or the list${cutRemedy(body)}`);
}

/**
 * Checks that a response body is the last page of its list.
 *
 * @throws ProvisioningError `incomplete_source`.
 */
function requireLastPage(path: string, body: JsonObject, prefix = ""): void {
  if ((readProperty(body, "@odata.nextLink") ?? null) === null) return;
  throw incompleteSource(
    path,
    `${prefix}holds one page of several ("@odata.nextLink"); follow the links and put all items into one "value"`,
  );
}

/** What to do about a value that PowerShell cut; empty for any other one. */
export function cutRemedy(value: unknown): string {
  return isCut(value) ? `; PowerShell cut it: export it again with ${WHOLE_JSON}` : "";
}

/**
 * An id in the form in which ids are compared.
 *
 * @throws ProvisioningError `invalid_source` unless it is a string of 1 to 256 characters.
 */
export function readId(path: string, value: unknown, location: string): string {
  const id = typeof value === "string" ? canonicalId(value) : "";
  if (id === "" || id.length > MAX_ID_LENGTH || isCut(id))
    throw invalidSource(path, `${location} must be an id of 1 to ${MAX_ID_LENGTH} characters${cutRemedy(value)}`);
  return id;
}
