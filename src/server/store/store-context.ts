/** The context that the handler passes to the store calls of one request. */
import type { StoreContext } from "./store.ts";

/** Something that has a signal, created on first read, and possibly a limit on spare time. */
interface RequestLifetime {
  readonly signal: AbortSignal;
  /** Milliseconds that may be spent on work that the response does not depend on. Default: `Infinity`. */
  readonly spareTime?: number;
}

/**
 * The context of the store calls of one request. The signal is read only when the store reads it: creating one is
 * costly, and a store in memory never does.
 *
 * A class, as every object that is made for each request and has a getter: V8 gives each object literal with a getter a
 * hidden class of its own, which keeps its request alive until a full collection of the heap.
 */
export class RequestContext implements StoreContext {
  readonly subject: string | undefined;
  readonly omit: readonly string[] | undefined;
  readonly #lifetime: RequestLifetime;

  constructor(lifetime: RequestLifetime, subject: string | undefined, omit?: readonly string[]) {
    this.#lifetime = lifetime;
    this.subject = subject;
    this.omit = omit;
  }

  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** Milliseconds that the request may spend on work that its response does not depend on. */
  get spareTime(): number {
    return this.#lifetime.spareTime ?? Number.POSITIVE_INFINITY;
  }
}
