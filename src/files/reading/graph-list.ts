/**
 * Reading parts of untrusted JSON.
 */
import { incomplete, invalid } from "./open-file.ts";

/** A JSON object whose members are read by own name only. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of a list, and where it stands in the file, such as `value[3]` or `row 4 (line 4)`. */
export interface ListItem {
  readonly item: JsonObject;
  readonly place: string;
}

/** Longest id, in UTF-16 code units. */
const MAX_ID_LENGTH = 256;

/** Whether a value is a JSON object, not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own member of an object; undefined when it has none of that name. */
export function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * The items of a Graph list: a body with its `value`, or the bare list.
 *
 * @param place where the list stands in the file; empty for the whole file.
 * @throws ProvisioningError `invalid_source` for another shape, `incomplete_source` for one page of several.
 */
export function graphList(path: string, body: unknown, place: string): readonly ListItem[] {
  const bare = Array.isArray(body);
  const list: readonly unknown[] = bare ? body : listIn(path, body, place === "" ? "" : `${place}: `);
  const listPlace = bare ? place : [place, "value"].filter((part) => part !== "").join(".");
  return list.map((item, index) => {
    const itemPlace = `${listPlace}[${index}]`;
    if (!isObject(item)) throw invalid(path, `${itemPlace} is not an object`);
    return { item, place: itemPlace };
  });
}

function listIn(path: string, body: unknown, prefix: string): readonly unknown[] {
  if (isObject(body)) {
    if (member(body, "@odata.nextLink") !== undefined) {
      throw incomplete(
        path,
        `${prefix}holds one page of several ("@odata.nextLink"); follow the links and put all items into one "value"`,
      );
    }
    const list = member(body, "value");
    if (Array.isArray(list)) return list;
    if (member(body, "error") !== undefined) throw invalid(path, `${prefix}holds an error answer instead of a list`);
  }
  throw invalid(path, `${prefix}expected an object with a list "value", or the list`);
}

/**
 * An id, for comparison: without white space around it, in lower case, as GUIDs are compared.
 *
 * @throws ProvisioningError `invalid_source` when it is not a text of 1 to 256 characters.
 */
export function idText(path: string, value: unknown, place: string): string {
  const id = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (id === "" || id.length > MAX_ID_LENGTH)
    throw invalid(path, `${place} must be an id of 1 to ${MAX_ID_LENGTH} characters`);
  return id;
}
