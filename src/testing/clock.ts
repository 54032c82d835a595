/** A clock for tests, which moves only when a test moves it. */

/** A clock that stands still until a test moves it. */
export interface TestClock {
  /** Returns the time; pass it as the option `now`. */
  readonly now: () => Date;
  /** Moves the clock forward. */
  advance(milliseconds: number): void;
  /** Sets the clock. */
  set(time: Date | string): void;
}

/**
 * Creates a clock for tests.
 *
 * @param start - The initial time. Default: `2026-01-01T00:00:00Z`.
 * @throws RangeError for an invalid time, here and when the clock is set or moved.
 */
export function createTestClock(start: Date | string = "2026-01-01T00:00:00Z"): TestClock {
  let time = validTime(new Date(start).getTime());
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time = validTime(time + milliseconds);
    },
    set: (to) => {
      time = validTime(new Date(to).getTime());
    },
  };
}

function validTime(milliseconds: number): number {
  if (Number.isNaN(new Date(milliseconds).getTime())) {
    throw new RangeError(
      "Invalid time for a test clock: expected a date, or a number of milliseconds that leads to one.",
    );
  }
  return milliseconds;
}
