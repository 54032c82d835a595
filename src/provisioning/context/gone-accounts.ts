/**
 * Accounts that are gone, until those who refer to them know it.
 */
import type { JobNotes } from "./job-notes.ts";

/** The accounts that a cycle found gone or deleted. */
export class GoneAccounts {
  readonly #notes: JobNotes;
  /** By account id: the user whom it was linked to. */
  readonly #users = new Map<string, string>();

  constructor(notes: JobNotes) {
    this.#notes = notes;
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#users.size === 0;
  }

  /**
   * Adds an account. Comes before its link is dropped: when the cycle does not come to its end, the next one knows that
   * somebody may refer to an account that is gone.
   */
  async add(accountId: string, sourceId: string): Promise<void> {
    this.#users.set(accountId, sourceId);
    await this.#notes.add("accountsGone");
  }

  /** The user whom a gone account was linked to. */
  userOf(accountId: string): string | undefined {
    return this.#users.get(accountId);
  }

  /** Those who refer to the accounts know it. */
  clear(): void {
    this.#users.clear();
  }
}
