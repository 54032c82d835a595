/**
 * What a cycle stores in the record of its job for the next one, before it has come to its end.
 */
import type { JobRecord, ProvisioningState } from "../ports/state.ts";

type Note = keyof Pick<JobRecord, "readAll" | "accountsGone">;

/** Notes for the next cycle; each is written once, and one after another. */
export class JobNotes {
  readonly #state: ProvisioningState;
  readonly #written = new Map<Note, Promise<void>>();
  #last: Promise<void> = Promise.resolve();

  constructor(state: ProvisioningState) {
    this.#state = state;
  }

  /** Resolves once the note is stored. */
  async add(note: Note): Promise<void> {
    const known = this.#written.get(note);
    if (known !== undefined) return known;
    const written = this.#last.then(() => this.#write(note));
    this.#last = written;
    this.#written.set(note, written);
    return written;
  }

  async #write(note: Note): Promise<void> {
    const job = await this.#state.readJob();
    if (job !== undefined) await this.#state.writeJob({ ...job, [note]: true });
  }
}
