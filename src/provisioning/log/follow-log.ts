/**
 * The log as an async iterable that does not end: a reader takes entries from the state, at its own pace.
 */
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { ProvisioningState } from "../ports/state.ts";

/** Options of `followLog`. */
export interface FollowLogOptions {
  /**
   * Keeps the reader's position in the state, under this name; it must differ from the names of the sinks. Without it
   * no position is kept.
   */
  readonly name?: string;
  /**
   * Begins after the entry with this id; an empty string is the beginning of the log. Default: the position kept under
   * `name`, else the end of the last cycle that ended.
   */
  readonly after?: string;
  /** Ends the wait for more entries; those committed before are still yielded. */
  readonly signal?: AbortSignal;
}

/** Wakes the readers of the log when an entry was committed. */
export class CommitSignal {
  readonly #waiting = new Set<() => void>();
  #commits = 0;

  /** Number of commits so far. */
  get commits(): number {
    return this.#commits;
  }

  /** Counts a commit and wakes all readers. */
  notify(): void {
    this.#commits += 1;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Waits until there are more commits than these, or until the signal aborts. */
  async wait(commits: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#commits > commits || signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal?.addEventListener("abort", wake);
    });
  }
}

/**
 * Yields the entries after the start position, and those still to come. The position is looked up at once, before the
 * first entry is read.
 */
export function followLog(
  state: ProvisioningState,
  commitSignal: CommitSignal,
  options: FollowLogOptions,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const start = findStart(state, options);
  // A failure is thrown at the first step; until then nobody handles it.
  start.catch(() => undefined);
  return follow(state, commitSignal, start, options);
}

async function findStart(state: ProvisioningState, { name, after }: FollowLogOptions): Promise<string> {
  const stored = name === undefined ? undefined : await state.delivered(name);
  const start = after ?? stored ?? (await state.readJob())?.deliveredEntry ?? "";
  if (name !== undefined && stored === undefined) await state.commit({ delivered: { sink: name, entry: start } });
  return start;
}

async function* follow(
  state: ProvisioningState,
  commitSignal: CommitSignal,
  start: Promise<string>,
  { name, signal }: FollowLogOptions,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  let last = await start;
  for (;;) {
    // Read before the entries are, so that no commit is missed in between.
    const { commits } = commitSignal;
    const ended = signal?.aborted === true;
    for await (const entry of state.entries(last === "" ? undefined : last)) {
      yield entry;
      last = entry.id;
      if (name !== undefined) await state.commit({ delivered: { sink: name, entry: last } });
    }
    if (ended) return;
    await commitSignal.wait(commits, signal);
  }
}
