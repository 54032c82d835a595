/**
 * Objects of Microsoft Graph as PowerShell writes them: the names of members begin with a capital letter, unknown
 * members stand in `AdditionalProperties`, and what lies too deep is cut.
 */
import { isObject, readProperty } from "./values.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** How to export JSON whose parts are all there. */
export const WHOLE_JSON = "ConvertTo-Json -Depth 100";

/** Greatest nesting of names that are changed; far above that of any object of Graph. */
const MAX_DEPTH = 100;

const ADDITIONAL = "AdditionalProperties";
const NO_NAMES: ReadonlySet<string> = new Set();

/** What PowerShell writes for a list or an object that it does not write out. */
const DOTNET_TYPE_NAME = /^(?:System|Microsoft)\.[\w.`]+(?:\[\]|\[[\w.,[\]` ]+\])?$|^@\{.*\}$/s;

/** Whether a value is a text that PowerShell wrote in place of a list or an object. */
export function isCut(value: unknown): value is string {
  return typeof value === "string" && DOTNET_TYPE_NAME.test(value);
}

/**
 * Returns an object with the names that Graph uses; an object that has them already is returned as it is.
 *
 * @param keep - Names that stay as they are.
 */
export function withGraphNames(object: JsonObject, keep: ReadonlySet<string> = NO_NAMES): JsonObject {
  return isPascalCase(object) ? rename(object, keep, 0) : object;
}

/** The list, or the only item, of a response body; undefined for any other object. */
export function wrappedValue(body: JsonObject): unknown {
  return readProperty(body, "value") ?? readProperty(body, "Value");
}

/** Whether an object has the names of PowerShell: `Id` and others with a capital letter. */
export function isPascalCase(object: JsonObject): boolean {
  if (Object.hasOwn(object, "id")) return false;
  if (Object.hasOwn(object, "Id")) return true;
  const first = Object.keys(object).filter((name) => !/[@.]/.test(name));
  return first.some((name) => /^[A-Z]/.test(name)) && !first.some((name) => /^[a-z]/.test(name));
}

function rename(object: JsonObject, keep: ReadonlySet<string>, depth: number): JsonObject {
  const renamed: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(object)) {
    if (name === ADDITIONAL && isObject(value)) continue;
    const graphName = name.charAt(0).toLowerCase() + name.slice(1);
    renamed[keep.has(name) || Object.hasOwn(object, graphName) ? name : graphName] = renameIn(value, keep, depth + 1);
  }
  const additional = readProperty(object, ADDITIONAL);
  for (const [name, value] of isObject(additional) ? Object.entries(additional) : [])
    if ((renamed[name] ?? null) === null) renamed[name] = value;
  return renamed;
}

function renameIn(value: unknown, keep: ReadonlySet<string>, depth: number): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => renameIn(entry, keep, depth + 1));
  return isObject(value) && isPascalCase(value) ? rename(value, keep, depth) : value;
}
