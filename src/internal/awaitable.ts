/** Results that may come at once or later. */

/** A value that a function may return at once or as a promise. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Whether a value must be awaited; promises of libraries count too. Code that awaits only then runs without a break
 * where everything is available at once.
 */
export function isPending<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
