/** Compares secrets. */

/**
 * Whether two secrets are the same, in a time that depends on the length of the given one alone and not on where they differ.
 *
 * @param given - from the caller.
 * @param expected - what it has to be. An empty one is never the same as anything, so that a secret that is not set lets nobody in.
 */
export function isSameSecret(given: string, expected: string): boolean {
  if (expected === "") return false;
  let difference = given.length ^ expected.length;
  for (let index = 0; index < given.length; index += 1) {
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index % expected.length);
  }
  return difference === 0;
}
