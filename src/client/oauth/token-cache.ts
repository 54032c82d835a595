/** Keeps an access token until it should be renewed, and requests a new one only once at a time. */
import { MINUTE } from "../../internal/duration.ts";
import { raceAbort } from "../transport/race-abort.ts";
import type { TokenRequest } from "../transport/transport-options.ts";
import type { IssuedToken } from "./access-token.ts";

/** How long before its end a token is renewed; a token with a short life at half of it. */
const RENEWAL_MARGIN = 5 * MINUTE;
/** How long a token that is still valid is used on after its renewal failed, or returned the same token. */
const RENEWAL_RETRY = 30_000;

/** A request for a token; a claims challenge of the service is passed on (OpenID Connect Core §5.5). */
export type RequestIssuedToken = (options: {
  readonly signal: AbortSignal;
  readonly claims?: string | undefined;
}) => Promise<IssuedToken>;

/** A request in flight with the callers that wait for it. */
interface PendingRequest {
  readonly outcome: Promise<IssuedToken>;
  readonly claims: string | undefined;
  readonly controller: AbortController;
  callers: number;
}

/** A token of one client for one scope. */
export class TokenCache {
  readonly #request: RequestIssuedToken;
  readonly #now: () => number;
  /** The newest token; undefined before the first one, and after the service rejected it. */
  #current: IssuedToken | undefined;
  /** From when on the current token is to be renewed, in milliseconds since 1970. */
  #renewAt = 0;
  #pending: PendingRequest | undefined;

  /**
   * @param request - requests a token
   * @param now - milliseconds since 1970; the clock of the system by default
   */
  constructor(request: RequestIssuedToken, now: () => number = Date.now) {
    this.#request = request;
    this.#now = now;
  }

  /**
   * A valid token: the one at hand, or a new one. A token that the service rejected is dropped. When a token cannot be
   * renewed although it is still valid, it is used on.
   *
   * @throws what the request throws; the reason of the signal.
   */
  async get({ rejected, claims, signal }: TokenRequest & { readonly claims?: string | undefined }): Promise<string> {
    signal?.throwIfAborted();
    const current = this.#current?.token === rejected ? undefined : this.#current;
    this.#current = current;
    if (current !== undefined && this.#now() < this.#renewAt) return current.token;
    try {
      return (await this.#join(claims, signal)).token;
    } catch (error) {
      signal?.throwIfAborted();
      if (current === undefined || this.#now() >= current.expiresOnTimestamp) throw error;
      this.#renewAt = Math.min(this.#now() + RENEWAL_RETRY, current.expiresOnTimestamp);
      return current.token;
    }
  }

  /** Waits for the request in flight, which ends when nobody waits for it any more. */
  async #join(claims: string | undefined, signal: AbortSignal | undefined): Promise<IssuedToken> {
    const isUsable = this.#pending !== undefined && (claims === undefined || this.#pending.claims === claims);
    const pending = isUsable && this.#pending !== undefined ? this.#pending : this.#start(claims);
    pending.callers += 1;
    try {
      return await raceAbort(pending.outcome, signal);
    } finally {
      pending.callers -= 1;
      if (pending.callers === 0) {
        pending.controller.abort();
        if (this.#pending === pending) this.#pending = undefined;
      }
    }
  }

  #start(claims: string | undefined): PendingRequest {
    const controller = new AbortController();
    const outcome = this.#request({ signal: controller.signal, claims }).then((issued) => {
      // A request for other claims may have taken its place.
      if (this.#pending === pending) this.#keep(issued);
      return issued;
    });
    // Callers that were aborted meanwhile do not observe it.
    outcome.catch(() => {});
    const pending: PendingRequest = { outcome, claims, controller, callers: 0 };
    this.#pending = pending;
    return pending;
  }

  #keep(issued: IssuedToken): void {
    const now = this.#now();
    const { expiresOnTimestamp: end, refreshAfterTimestamp } = issued;
    const margin = Math.min(RENEWAL_MARGIN, Math.max(0, end - now) / 2);
    this.#current = issued;
    // A credential may return a token again that should be renewed: it is used for a while all the same.
    this.#renewAt = Math.min(Math.max(refreshAfterTimestamp ?? end, now + RENEWAL_RETRY), end - margin);
  }
}
