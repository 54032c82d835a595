/** Breaks in long work, so that the other work of the process gets its turn. */

/** Milliseconds of work without a break. */
const MAX_STRETCH = 20;

/** Interrupts work that would otherwise keep the event loop busy. One for each piece of long work. */
export class WorkBreaks {
  #stretch = new Stretch();

  /**
   * Waits for a turn of the event loop when there was none for 20 milliseconds. Work that waits for a database or a
   * socket anyway has its turns and never waits here.
   */
  async takeBreak(): Promise<void> {
    if (!this.#stretch.hadTurn && performance.now() - this.#stretch.start < MAX_STRETCH) return;
    if (!this.#stretch.hadTurn) await this.#stretch.turn;
    this.#stretch = new Stretch();
  }
}

/** The time from one turn of the event loop to the next. */
class Stretch {
  readonly start = performance.now();
  hadTurn = false;
  readonly turn = new Promise<void>((resolve) => {
    const end = (): void => {
      this.hadTurn = true;
      resolve();
    };
    // Browsers have no `setImmediate`.
    if (typeof setImmediate === "function") setImmediate(end);
    else setTimeout(end, 0);
  });
}
