/** After so many time-outs in a row the target counts as not reachable. */
const SILENT = 24;
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

  /** Takes notice of how the work on a user ended: undefined when it succeeded, else the error code of the log. */
  note(errorCode: string | undefined): void {
    this.#silent = errorCode === "Timeout" ? this.#silent + 1 : 0;
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
