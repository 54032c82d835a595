/** Throttling by resource units, a token bucket for the application in the tenant. */
import type { ODataQuery } from "./odata-query.ts";

/** Settings of throttling. */
export interface GraphThrottle {
  /** Resource units that the bucket holds. */
  readonly units: number;
  /** Time in which an empty bucket fills, in seconds. */
  readonly seconds: number;
  /**
   * Whether 429 has `Retry-After`, or its seconds, which may be too few, as Graph's were seen to be. Default: true, the
   * seconds until the request is accepted.
   */
  readonly retryAfter?: boolean | number;
}

/** The answer of the bucket to a request. */
export interface Charge {
  /** Cost of the request. */
  readonly units: number;
  /** Share of the bucket that is used, 0 to 1; above 1 when the request is refused. */
  readonly used: number;
  /** Seconds until the request would be accepted; undefined when it is accepted now. */
  readonly wait: number | undefined;
}

/** A token bucket that fills with the emulator's clock. */
export class UnitBucket {
  #level: number | undefined;
  #time = 0;

  /** Charges a request. */
  charge(units: number, settings: GraphThrottle, now: number): Charge {
    const rate = settings.units / (settings.seconds * 1_000);
    const elapsed = Math.max(0, now - this.#time);
    const level = Math.min(settings.units, (this.#level ?? settings.units) + elapsed * rate);
    this.#time = now;
    const accepted = level >= units;
    this.#level = accepted ? level - units : level;
    const missing = units - level;
    return {
      units,
      used: (settings.units - level + units) / settings.units,
      wait: accepted ? undefined : Math.max(1, Math.ceil(missing / rate / 1_000)),
    };
  }
}

/** Cost of a request in resource units: `$select` saves one, `$top` below 20 too, `$expand` costs one more. */
export function unitsOf(base: number, query: ODataQuery): number {
  const cost =
    base -
    (query.select === undefined ? 0 : 1) +
    (query.expand === undefined ? 0 : 1) -
    (query.top !== undefined && query.top < 20 ? 1 : 0);
  return Math.max(1, cost);
}
