import type { StoreContext } from "./store.ts";

/** Something that has a signal, which is made when it is first read, and some patience. */
interface SignalSource {
  readonly signal: AbortSignal;
  /** Milliseconds for which it may wait. Default: `Infinity`. */
  readonly patience?: number;
}

/**
 * What the store calls of one request are told. The signal is read only when the store reads it: making one costs, and a store in memory has no use for it.
 *
 * A class, as every object that is made for each request and has a getter: V8 gives each object literal with a getter a hidden class of its own, which
 * lives until the whole heap is collected, and its request with it.
 */
export class RequestContext implements StoreContext {
  readonly subject: string | undefined;
  readonly omit: readonly string[] | undefined;
  readonly #source: SignalSource;

  constructor(source: SignalSource, subject: string | undefined, omit?: readonly string[]) {
    this.#source = source;
    this.subject = subject;
    this.omit = omit;
  }

  get signal(): AbortSignal {
    return this.#source.signal;
  }

  /** Milliseconds for which the request may wait for what its answer does not need. */
  get patience(): number {
    return this.#source.patience ?? Number.POSITIVE_INFINITY;
  }
}
