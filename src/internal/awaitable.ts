/** The type of a result that may come at once or later. */

/** A value that a function may return at once or as a promise. */
export type Awaitable<T> = T | Promise<T>;
