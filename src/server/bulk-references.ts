/** References of bulk operations to resources that the same request creates (RFC 7644 §3.7.2): `bulkId:` and the name that the client gave. */
import { isObject } from "../internal/values.ts";

const PREFIX = "bulkId:";

/** The resources that operations have created so far, by their bulkId. */
export type Created = ReadonlyMap<string, string>;

/** The bulkIds that a path and a body refer to. */
export function referencesIn(path: string, data: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  for (const segment of path.split("/")) note(segment);
  collect(data);
  return found;

  function note(text: string): void {
    if (text.startsWith(PREFIX)) found.add(text.slice(PREFIX.length));
  }

  function collect(value: unknown): void {
    if (typeof value === "string") note(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isObject(value)) Object.values(value).forEach(collect);
  }
}

/** A path with the ids of resources that were created. */
export function resolvePathText(path: string, created: Created): string {
  return path
    .split("/")
    .map((segment) => {
      const id = referred(segment, created);
      return id === undefined ? segment : encodeURIComponent(id);
    })
    .join("/");
}

/** A body with the ids of resources that were created. */
export function resolveData(data: unknown, created: Created): unknown {
  if (typeof data === "string") return referred(data, created) ?? data;
  if (Array.isArray(data)) return data.map((element) => resolveData(element, created));
  if (!isObject(data)) return data;
  return copyMembers(data, (value) => resolveData(value, created));
}

function referred(text: string, created: Created): string | undefined {
  return text.startsWith(PREFIX) ? created.get(text.slice(PREFIX.length)) : undefined;
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
  if (isMissing(data["value"], missing)) return { now: undefined, later: data };
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

function isMissing(value: unknown, missing: ReadonlySet<string>): boolean {
  return typeof value === "string" && value.startsWith(PREFIX) && missing.has(value.slice(PREFIX.length));
}

/** `Object.fromEntries` makes own members of every name, also of `__proto__`. */
function copyMembers(
  source: Readonly<Record<string, unknown>>,
  member: (value: unknown, name: string) => unknown,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(source).map(([name, value]) => [name, member(value, name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
