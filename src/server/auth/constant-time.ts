/** Compares secrets in constant time. */

/**
 * Whether two secrets are the same, in a time that depends only on the length of the given one and not on where they
 * differ.
 *
 * @param given - from the caller.
 * @param expected - the secret. An empty one equals nothing, so that a secret that is not set admits no caller.
 */
export function isSameSecret(given: string, expected: string): boolean {
  if (expected === "") return false;
  let difference = given.length ^ expected.length;
  for (let index = 0; index < given.length; index += 1) {
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index % expected.length);
  }
  return difference === 0;
}
