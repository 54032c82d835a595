/** A clock for tests that only moves when a test moves it. */

/** A clock that stands still until a test moves it. */
export interface TestClock {
  /** The time; what options named `now` ask for. */
  readonly now: () => Date;
  /** Moves the clock on. */
  advance(milliseconds: number): void;
  /** Sets the clock. */
  set(time: Date | string): void;
}

/**
 * Makes a clock for tests.
 *
 * @param start - `2026-01-01T00:00:00Z` by default
 * @throws RangeError for a time that is none, here and when it is set or moved.
 */
export function createTestClock(start: Date | string = "2026-01-01T00:00:00Z"): TestClock {
  let time = assertTime(new Date(start).getTime());
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time = assertTime(time + milliseconds);
    },
    set: (to) => {
      time = assertTime(new Date(to).getTime());
    },
  };
}

function assertTime(milliseconds: number): number {
  if (Number.isNaN(new Date(milliseconds).getTime())) {
    throw new RangeError("Invalid time for a test clock: expected a date, or milliseconds that lead to one.");
  }
  return milliseconds;
}
