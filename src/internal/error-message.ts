/**
 * The message of a thrown value, which need not be an error.
 */

/** Returns the message of an error; of another thrown value the fallback, by default its string form. */
export function errorMessage(thrown: unknown, fallback = String(thrown)): string {
  return thrown instanceof Error ? thrown.message : fallback;
}
