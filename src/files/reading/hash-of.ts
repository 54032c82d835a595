/** A short hash of an id, for sets that may have false positives. */

/** FNV-1a over UTF-16 code units, as 32 bits. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
