/** Lets tasks run one at a time, in the order in which they came. */

/** The turns of a job's schedule: cycles, and the commands that must not run beside one. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task after the ones before it have settled. */
  take<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
