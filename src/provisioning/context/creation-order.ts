/**
 * Users whose account is being looked for or made right now.
 */

interface Work {
  readonly order: number;
  /** Settles when the work is over, however it ended. */
  readonly done: Promise<void>;
}

/** Lets users wait for those who began before them, and for nobody else: so no circle of managers can wait for itself. */
export class UnderWay {
  readonly #work = new Map<string, Work>();
  #begun = 0;

  /** Runs the work on a user. */
  async run<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    this.#begun += 1;
    let end = () => {};
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#work.set(id, { order: this.#begun, done });
    try {
      return await work();
    } finally {
      this.#work.delete(id);
      end();
    }
  }

  /** Waits until the work on those of some users is over who began before a user did. */
  async before(id: string, others: Iterable<string | null>): Promise<void> {
    const own = this.#work.get(id)?.order ?? 0;
    for (const other of others) {
      const work = other === null ? undefined : this.#work.get(other);
      if (work !== undefined && work.order < own) await work.done;
    }
  }
}
