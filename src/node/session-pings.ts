/** Pings that show what the client of an HTTP/2 session has read. */
import type { Http2Session } from "node:http2";

/** Milliseconds that a client has to answer a ping. */
const ANSWER_TIME = 10_000;

/**
 * Sends pings, one at a time for each session: Node refuses a ping while ten others wait for their answer, so that a
 * ping for each stream would tell nothing about most streams of a busy session.
 */
export class SessionPings {
  /** Callbacks by session that wait for the ping after the current one; no entry for a session without a ping. */
  readonly #waiting = new WeakMap<Http2Session, (() => void)[]>();

  /**
   * Calls back once the client has answered a ping that was sent after this call, and so has read everything that was
   * sent before it (RFC 9113 §6.7). When there is no answer, it calls back after 10 s; when the session is closing, at
   * once.
   *
   * @param callback - must not throw.
   */
  afterAnswer(session: Http2Session, callback: () => void): void {
    const waiting = this.#waiting.get(session);
    if (waiting === undefined) this.#ping(session, [callback]);
    else waiting.push(callback);
  }

  #ping(session: Http2Session, callbacks: readonly (() => void)[]): void {
    if (session.destroyed) return;
    const next: (() => void)[] = [];
    this.#waiting.set(session, next);
    let isSettled = false;
    const settle = (): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      this.#waiting.delete(session);
      for (const callback of callbacks) callback();
      if (next.length > 0) this.#ping(session, next);
    };
    const timer = setTimeout(settle, ANSWER_TIME).unref();
    // Node refuses pings of a closing session, and those beyond ten if the application sends its own.
    session.ping((refusal) => {
      if (refusal === null || session.closed) settle();
    });
  }
}
