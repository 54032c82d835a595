/**
 * A pool of tasks that run at the same time, up to a limit.
 */

/**
 * Runs tasks. Tasks with the same key run one after another, in the order in which they were started: two users with
 * one address never compete for the account.
 */
export class KeyedTaskPool {
  readonly #limit: () => number;
  readonly #running = new Set<Promise<void>>();
  /** The last task of each key. */
  readonly #tails = new Map<string, Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  /** @param limit - Returns how many tasks may run at the same time now. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** Whether a task failed, so that no new one should be started. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Waits until another task may start, and starts it, unless one has failed. What the task throws is kept for {@link
   * KeyedTaskPool.drain}.
   */
  async start(key: string, task: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#limit()) await Promise.race(this.#running);
    if (this.failed) return;
    const before = this.#tails.get(key);
    const run = (before === undefined ? task() : before.then(task)).catch((error: unknown) => {
      this.#failure ??= { error };
    });
    const done = run.then(() => {
      this.#running.delete(done);
      if (this.#tails.get(key) === done) this.#tails.delete(key);
    });
    this.#running.add(done);
    this.#tails.set(key, done);
  }

  /** Waits for all tasks; throws what the first failed one threw. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
