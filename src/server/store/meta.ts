/** The `meta` of stored resources: versions, and how request headers name them (RFC 7644 §3.14). */
import type { JsonObject } from "../../models/attribute-tree.ts";
import { isJsonObject } from "../../models/json.ts";

const REVISION = /^W\/"(\d{1,15})"$/;

/**
 * The version that follows another: revisions counted from 1, as weak tags, because a projection changes the bytes but
 * not the version.
 */
export function nextVersion(previous?: string): string {
  const revision = REVISION.exec(previous ?? "")?.[1] ?? "0";
  return `W/"${Number(revision) + 1}"`;
}

/** The `meta` of a stored resource; empty for one that a store returned without. */
export function metaOf({ meta }: JsonObject): JsonObject {
  return isJsonObject(meta) ? meta : {};
}

/** The version of a stored resource; empty for one that a store returned without. */
export function versionOf(resource: JsonObject): string {
  const { version } = metaOf(resource);
  return typeof version === "string" ? version : "";
}

/** Characters that a header may hold (RFC 9110 §5.5) and that can be sent from a string. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The `ETag` header of a response; none for a resource that its store returned without a version.
 *
 * @throws TypeError for a version that no header can hold.
 */
export function etagHeader(resource: JsonObject): { readonly etag?: string } {
  const etag = versionOf(resource);
  if (etag === "") return {};
  if (HEADER_VALUE.test(etag)) return { etag };
  throw new TypeError("The store returned a meta.version with characters that no ETag header can hold.");
}

/** The `meta` of a resource after a change. */
export function nextMeta(before: JsonObject, now: Date): JsonObject {
  return { ...metaOf(before), lastModified: now.toISOString(), version: nextVersion(versionOf(before)) };
}

/**
 * Whether an `If-Match` or `If-None-Match` header names a version. Tags are compared weakly: SCIM's own are weak (RFC
 * 7644 §3.14).
 */
export function matchesVersion(header: string, version: string): boolean {
  if (header.trim() === "*") return true;
  const wanted = opaqueTag(version);
  const tags = header.match(/"[^"]*"/g) ?? header.split(",").map((tag) => `"${tag.trim()}"`);
  return tags.includes(wanted);
}

function opaqueTag(version: string): string {
  const tag = version.startsWith("W/") ? version.slice(2) : version;
  return tag.startsWith('"') ? tag : `"${tag}"`;
}
