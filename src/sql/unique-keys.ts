/** The rows of `resource_key` for a resource: its unique values. */
import { cutString } from "../internal/code-points.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import type { UniquePath } from "../server/store/unique-paths.ts";
import { INDEXED_LENGTH } from "./value-key.ts";

/** A unique value of a resource. */
export interface UniqueKey {
  readonly path: string;
  readonly key: string;
}

/** The unique values of a resource, in the order of their attributes. */
export async function uniqueKeys(resource: JsonObject, unique: readonly UniquePath[]): Promise<readonly UniqueKey[]> {
  const keys: UniqueKey[] = [];
  for (const { path, keysOf } of unique) {
    for (const key of new Set(keysOf(resource))) keys.push({ path, key: isShort(key) ? key : await shorten(key) });
  }
  return keys;
}

/** A key that fits into an index, and is equal for equal strings only. */
export function indexKey(key: string): string | Promise<string> {
  return isShort(key) ? key : shorten(key);
}

function isShort(key: string): boolean {
  return key.length <= INDEXED_LENGTH;
}

/** The beginning and a digest of the whole: longer than any key that is not shortened. */
async function shorten(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${cutString(key, INDEXED_LENGTH)}#${hex}`;
}
