/**
 * The log as an async iterable that goes on: whoever reads it takes entries from the state, at its own pace.
 */
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { ProvisioningState } from "../ports/state.ts";

/** Options of `followLog`. */
export interface FollowLogOptions {
  /** Keeps how far the reader is, in the state and under this name; another than that of a sink. Without it nothing is kept. */
  readonly name?: string;
  /** Begins after the entry with this id; empty is the beginning of the log. Default: where `name` is, else after the last cycle that has ended. */
  readonly after?: string;
  /** Ends the wait for more: what was committed before is still given. */
  readonly signal?: AbortSignal;
}

/** Wakes those who wait for the next entry. */
export class Bell {
  readonly #waiting = new Set<() => void>();
  #strokes = 0;

  /** How often it was rung. */
  get strokes(): number {
    return this.#strokes;
  }

  /** Wakes everybody. */
  ring(): void {
    this.#strokes += 1;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Waits until it was rung more often than this, or until the signal. */
  async wait(strokes: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#strokes > strokes || signal?.aborted === true) return;
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

/** Entries from the position on, and those to come. The position is looked up at once, not when the first entry is asked for. */
export function followLog(
  state: ProvisioningState,
  bell: Bell,
  options: FollowLogOptions,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const begin = findBegin(state, options);
  begin.catch(() => undefined);
  return follow(state, bell, begin, options);
}

async function findBegin(state: ProvisioningState, { name, after }: FollowLogOptions): Promise<string> {
  const stored = name === undefined ? undefined : await state.delivered(name);
  const begin = after ?? stored ?? (await state.readJob())?.deliveredEntry ?? "";
  if (name !== undefined && stored === undefined) await state.commit({ delivered: { sink: name, entry: begin } });
  return begin;
}

async function* follow(
  state: ProvisioningState,
  bell: Bell,
  begin: Promise<string>,
  { name, signal }: FollowLogOptions,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  let last = await begin;
  for (;;) {
    // Looked at before the state is, so that no entry falls between the two.
    const { strokes } = bell;
    const ended = signal?.aborted === true;
    for await (const entry of state.entries(last === "" ? undefined : last)) {
      yield entry;
      last = entry.id;
      if (name !== undefined) await state.commit({ delivered: { sink: name, entry: last } });
    }
    if (ended) return;
    await bell.wait(strokes, signal);
  }
}
