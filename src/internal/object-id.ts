/** Object ids of a directory: the form in which they are compared everywhere. */

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Returns an object id in the form in which ids are compared: without surrounding white space, and a GUID in lower case
 * (RFC 9562 §4). Any other id keeps its case.
 */
export function canonicalId(id: string): string {
  const trimmed = id.trim();
  const lower = trimmed.toLowerCase();
  // Most ids are in lower case already, and need no look at their form.
  return lower !== trimmed && GUID.test(trimmed) ? lower : trimmed;
}

/** Whether an id is a GUID, with white space around it or not. */
export function isGuid(id: string): boolean {
  return GUID.test(id.trim());
}
