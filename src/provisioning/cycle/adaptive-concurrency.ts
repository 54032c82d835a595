/** After so many time-outs in a row the target counts as not reachable. */
const SILENT = 24;
/** After so many refusals in a row that speak of the target rather than of a user, the target is asked whether it is still there. */
const DOUBTFUL = 24;
/** After so many in a row it refuses everybody, whatever it says of itself: the least number of failures that the quarantine counts. */
const REFUSING = 5_000;
/** Codes of refusals that speak of the target: a firewall or a proxy in front of it, rights that are gone, a fault of its own. */
const OF_THE_TARGET: ReadonlySet<string> = new Set([
  "InsufficientRights",
  "InternalServerError",
  "WebExceptionProtocolError",
]);
/** After so many successes in a row one more user is worked on at the same time. */
const CALM = 50;

/**
 * How many users are worked on at the same time. A target that limits the rate slows the whole job: half as many at once, and slowly more again as
 * long as it goes well.
 */
export class Pace {
  readonly #most: number;
  #limit: number;
  #calm = 0;
  #silent = 0;
  #refused = 0;

  /** @param most - Most users at the same time. */
  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  /** Users to work on at the same time now. */
  get limit(): number {
    return this.#limit;
  }

  /** Whether the target has stopped answering. */
  get hopeless(): boolean {
    return this.#silent >= SILENT;
  }

  /** Whether the target should be asked now whether it is still what it was. */
  get doubtful(): boolean {
    return this.#refused > 0 && this.#refused % DOUBTFUL === 0;
  }

  /** Whether the target refuses everybody. */
  get refusing(): boolean {
    return this.#refused >= REFUSING;
  }

  /** Takes notice of how the work on a user ended: undefined when it succeeded, else the error code of the log. */
  note(errorCode: string | undefined): void {
    this.#silent = errorCode === "Timeout" ? this.#silent + 1 : 0;
    this.#refused = errorCode !== undefined && OF_THE_TARGET.has(errorCode) ? this.#refused + 1 : 0;
    if (errorCode === "TooManyRequests") this.#slowDown();
    else if (errorCode === undefined) this.#speedUp();
  }

  #slowDown(): void {
    this.#calm = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  #speedUp(): void {
    this.#calm += 1;
    if (this.#calm < CALM || this.#limit >= this.#most) return;
    this.#calm = 0;
    this.#limit += 1;
  }
}
