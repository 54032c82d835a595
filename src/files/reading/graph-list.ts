/** Reads lists in the JSON of Microsoft Graph, and the ids of their items. */
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
 * The items of a Graph list: a response body with `value`, or the bare array.
 *
 * @param location - Where the list is in the file; empty for the whole file.
 * @throws ProvisioningError `invalid_source` for another shape, `incomplete_source` for one page of several.
 */
export function graphList(path: string, body: unknown, location: string): readonly ListItem[] {
  const bare = Array.isArray(body);
  const list: readonly unknown[] = bare ? body : listOf(path, body, location === "" ? "" : `${location}: `);
  const listLocation = bare ? location : [location, "value"].filter((part) => part !== "").join(".");
  return list.map((item, index) => {
    const itemLocation = `${listLocation}[${index}]`;
    if (!isObject(item)) throw invalidSource(path, `${itemLocation} is not an object`);
    return { item, location: itemLocation };
  });
}

function listOf(path: string, body: unknown, prefix: string): readonly unknown[] {
  if (isObject(body)) {
    if (readProperty(body, "@odata.nextLink") !== undefined) {
      throw incompleteSource(
        path,
        `${prefix}holds one page of several ("@odata.nextLink"); follow the links and put all items into one "value"`,
      );
    }
    const list = readProperty(body, "value");
    if (Array.isArray(list)) return list;
    if (readProperty(body, "error") !== undefined)
      throw invalidSource(path, `${prefix}holds an error response instead of a list`);
  }
  throw invalidSource(path, `${prefix}expected an object with a list "value", or the list`);
}

/**
 * An id in the form in which ids are compared.
 *
 * @throws ProvisioningError `invalid_source` unless it is a string of 1 to 256 characters.
 */
export function readId(path: string, value: unknown, location: string): string {
  const id = typeof value === "string" ? canonicalId(value) : "";
  if (id === "" || id.length > MAX_ID_LENGTH)
    throw invalidSource(path, `${location} must be an id of 1 to ${MAX_ID_LENGTH} characters`);
  return id;
}
