/** References of bulk operations to resources that the same request creates (RFC 7644 §3.7.2): `bulkId:` and the name that the client gave. */
import { isObject } from "../internal/values.ts";

const PREFIX = "bulkId:";

/** The resources that operations have created so far, by their bulkId. */
export type Created = ReadonlyMap<string, string>;

/** Gives the id of a bulkId's resource, or undefined where there is none yet. */
type Resolve = (bulkId: string) => string | undefined;

/** The bulkIds that a path and a body refer to. */
export function referencesIn(path: string, data: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const note: Resolve = (bulkId) => {
    found.add(bulkId);
    return undefined;
  };
  mapSegments(path, note);
  mapData(data, undefined, note);
  return found;
}

/** A path with the ids of resources that were created. */
export function resolvePathText(path: string, created: Created): string {
  return mapSegments(path, (bulkId) => created.get(bulkId));
}

/** A body with the ids of resources that were created. */
export function resolveData(data: unknown, created: Created): unknown {
  return mapData(data, undefined, (bulkId) => created.get(bulkId));
}

/** @param name - of the member that holds the value; undefined where none does. */
function mapData(data: unknown, name: string | undefined, resolve: Resolve): unknown {
  if (typeof data === "string") return mapText(data, name, resolve);
  if (Array.isArray(data)) return data.map((element) => mapData(element, undefined, resolve));
  if (!isObject(data)) return data;
  return copyMembers(data, (value, member) => mapData(value, member.toLowerCase(), resolve));
}

/** A literal in the path of a PATCH operation, such as in `members[value eq "bulkId:ada"]`. */
const LITERAL = /"bulkId:([^"\\]*)"/g;

/** A whole text is a reference; a URI in `$ref` holds one as a segment, and the path of a PATCH operation as a literal. */
function mapText(text: string, name: string | undefined, resolve: Resolve): string {
  if (text.startsWith(PREFIX)) return resolve(text.slice(PREFIX.length)) ?? text;
  if (name === "$ref") return mapSegments(text, resolve);
  if (name !== "path") return text;
  return text.replace(LITERAL, (literal, bulkId: string) => {
    const id = resolve(bulkId);
    return id === undefined ? literal : JSON.stringify(id);
  });
}

function mapSegments(path: string, resolve: Resolve): string {
  if (!path.includes(PREFIX)) return path;
  return path
    .split("/")
    .map((segment) => {
      const id = segment.startsWith(PREFIX) ? resolve(segment.slice(PREFIX.length)) : undefined;
      return id === undefined ? segment : encodeURIComponent(id);
    })
    .join("/");
}

/** A body in two parts: what can be written now, and what has to wait for resources to come. */
export interface SplitData {
  readonly now: unknown;
  /** Undefined when nothing has to wait. */
  readonly later: unknown;
}

/**
 * Takes out of a resource what refers to resources that are not there yet: elements of lists, and complex values such as a manager, as a whole.
 *
 * @param missing - bulkIds of resources that are not there yet.
 */
export function splitData(data: unknown, missing: ReadonlySet<string>): SplitData {
  if (typeof data === "string" || typeof data !== "object" || data === null) {
    return isMissing(data, missing) ? { now: undefined, later: data } : { now: data, later: undefined };
  }
  if (Array.isArray(data)) {
    const parts = data.map((element) => splitData(element, missing));
    return { now: definedOf(parts.map(({ now }) => now)), later: definedOf(parts.map(({ later }) => later)) };
  }
  if (!isObject(data)) return { now: data, later: undefined };
  // What names a missing resource itself is one value: a reference without its target says nothing.
  if (isMissing(data["value"], missing) || isMissing(data["$ref"], missing)) return { now: undefined, later: data };
  const parts = new Map(Object.entries(data).map(([name, value]) => [name, splitData(value, missing)]));
  return {
    now: copyMembers(data, (_, name) => parts.get(name)?.now),
    later: [...parts.values()].some(({ later }) => later !== undefined)
      ? copyMembers(data, (_, name) => parts.get(name)?.later)
      : undefined,
  };
}

function definedOf(elements: readonly unknown[]): readonly unknown[] | undefined {
  const defined = elements.filter((element) => element !== undefined);
  return defined.length === 0 ? undefined : defined;
}

/** Whether a text refers to a resource that is not there yet, as a whole or as a URI. */
function isMissing(value: unknown, missing: ReadonlySet<string>): boolean {
  return typeof value === "string" && [...referencesIn(value, undefined)].some((bulkId) => missing.has(bulkId));
}

/** `Object.fromEntries` makes own members of every name, also of `__proto__`. */
function copyMembers(
  source: Readonly<Record<string, unknown>>,
  member: (value: unknown, name: string) => unknown,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(source).map(([name, value]) => [name, member(value, name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
