/**
 * The order in which users without an account are processed, so that a user can wait for the account of its manager.
 */

interface Task {
  readonly position: number;
  /** Settles when the task ends, whether it succeeded or not. */
  readonly done: Promise<void>;
}

/**
 * Lets users wait for those who began earlier, and for nobody else: so managers who refer to each other never wait for
 * ever.
 */
export class CreationOrder {
  readonly #tasks = new Map<string, Task>();
  #begun = 0;

  /** Runs the task of a user. */
  async run<Result>(id: string, task: () => Promise<Result>): Promise<Result> {
    this.#begun += 1;
    let end = () => {};
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#tasks.set(id, { position: this.#begun, done });
    try {
      return await task();
    } finally {
      this.#tasks.delete(id);
      end();
    }
  }

  /** Waits for the tasks of those other users who began before a user did. */
  async waitForEarlier(id: string, others: Iterable<string | null>): Promise<void> {
    const position = this.#tasks.get(id)?.position ?? 0;
    for (const other of others) {
      const task = other === null ? undefined : this.#tasks.get(other);
      if (task !== undefined && task.position < position) await task.done;
    }
  }
}
