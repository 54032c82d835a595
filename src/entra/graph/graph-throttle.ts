/** Limits how fast requests are sent to one tenant, as Graph asks for it (Microsoft Graph: throttling limits). */
import { abortableSleep } from "../../internal/abortable-sleep.ts";

/** Share of the limit from which on Graph reports it and requests are spaced. */
const FIRST_REPORTED_SHARE = 0.8;
/** The limits hold for windows of ten seconds. */
const WINDOW = 10_000;
/** Milliseconds between two requests at the first reported share, and from the limit on. */
const SPACING = { least: 100, most: 1_000 } as const;

/** The clock of a throttle. */
export interface ThrottleClock {
  /** Milliseconds from any origin; never runs backwards. */
  now(): number;
  sleep(duration: number, signal: AbortSignal | undefined): Promise<void>;
}

const SYSTEM_CLOCK: ThrottleClock = { now: () => performance.now(), sleep: abortableSleep };

/** Hands out the moments at which requests are sent. All calls of a client share one. */
export class GraphThrottle {
  readonly #clock: ThrottleClock;
  /** Until when Graph wants no request. */
  #pausedUntil = 0;
  /** Milliseconds between two requests, and until when they hold. */
  #spacing = 0;
  #spacedUntil = 0;
  /** When the next spaced request may be sent. */
  #nextAt = 0;

  constructor(clock: ThrottleClock = SYSTEM_CLOCK) {
    this.#clock = clock;
  }

  /**
   * Sends no request for a while.
   *
   * @param duration - milliseconds
   */
  pause(duration: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + duration);
  }

  /** Spaces requests when a response says that most of the limit is used. */
  observe(headers: Headers): void {
    const share = Number(headers.get("x-ms-throttle-limit-percentage") ?? Number.NaN);
    if (!(share >= FIRST_REPORTED_SHARE)) return;
    const excess = Math.min(1, (share - FIRST_REPORTED_SHARE) / (1 - FIRST_REPORTED_SHARE));
    this.#spacing = SPACING.least + excess * (SPACING.most - SPACING.least);
    this.#spacedUntil = this.#clock.now() + WINDOW;
  }

  /**
   * Waits until a request may be sent.
   *
   * @throws the reason of the signal.
   */
  async wait(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const now = this.#clock.now();
    const time = now < this.#spacedUntil ? Math.max(now, this.#nextAt) : now;
    if (now < this.#spacedUntil) this.#nextAt = time + this.#spacing;
    if (time > now) await this.#clock.sleep(time - now, signal);
    for (let left = this.#left(); left > 0; left = this.#left()) await this.#clock.sleep(left, signal);
  }

  #left(): number {
    return this.#pausedUntil - this.#clock.now();
  }
}
