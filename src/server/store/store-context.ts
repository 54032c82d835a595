/** The context that the handler passes to the store calls of one request. */
import type { StoreContext } from "./store.ts";

/** The life of a request, which every context of its store calls shares. */
export interface RequestLifetime {
  /** Created on first read. */
  readonly signal: AbortSignal;
  /** Milliseconds that may be spent on work that the response does not depend on. */
  readonly spareTime: number;
  /** Writes that took effect or may still do so. */
  readonly effects: number;
  /** @throws ScimError when the request has ended. */
  throwIfEnded(): void;
  /**
   * Notes that a write begins, which counts as an effect until {@link cancelEffect} says otherwise.
   *
   * @throws ScimError when the request has ended.
   */
  beginWrite(): void;
  /** Notes that a write has ended without an effect. */
  cancelEffect(): void;
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
  readonly lifetime: RequestLifetime;

  constructor(lifetime: RequestLifetime, subject: string | undefined, omit?: readonly string[]) {
    this.lifetime = lifetime;
    this.subject = subject;
    this.omit = omit;
  }

  get signal(): AbortSignal {
    return this.lifetime.signal;
  }
}

/** The same context with other attributes left out of the results. */
export function omitting(context: StoreContext, omit: readonly string[] | undefined): StoreContext {
  if (context instanceof RequestContext) return new RequestContext(context.lifetime, context.subject, omit);
  return { ...context, signal: context.signal, omit };
}
