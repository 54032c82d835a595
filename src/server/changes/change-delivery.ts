/** Brings changes to the app at least once: with a limit of time, again after a failure, and by a journal across the end of a process. */

import type { Awaitable } from "../../internal/awaitable.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { LONGEST_TIME } from "../http/deadline.ts";
import type { Store, StoreContext } from "../store/store.ts";
import { type Change, type ChangeDelivery, type IntendedChange, type OnChange, tookEffect } from "./changes.ts";

/** A change in a {@link ChangeJournal}: noted before the write, forgotten when the app has been told. */
export interface JournalEntry extends IntendedChange {
  /** Name of the entry. */
  readonly key: string;
}

/** Keeps changes that the app may not know of yet, so that the end of the process does not lose them. Kept where the resources are kept. */
export interface ChangeJournal {
  /** Keeps an entry; it is safe once this returns. */
  add(entry: JournalEntry): Awaitable<void>;
  /** Forgets an entry. */
  remove(key: string): Awaitable<void>;
  /** The entries that are kept, oldest first. */
  entries(): Awaitable<readonly JournalEntry[]>;
}

/** How changes are brought to the app. */
export interface ChangeDeliveryOptions {
  /** Milliseconds for one call of `onChange`. The answer waits for the first call, but no longer than half of the time of its request (`limits.requestTime`). Default: 5,000. */
  readonly timeoutMs?: number;
  /** Calls for one change before it is given up, reported to `onError`, and left in the journal. Default: 5. */
  readonly attempts?: number;
  /** Keeps changes across the end of the process; see `redeliverChanges`. Without one, a change is lost when the process ends before the app was told. */
  readonly journal?: ChangeJournal;
  /** Waits before the next call, by default one second, then two, then four, and so on up to a minute. */
  readonly wait?: (attempt: number) => Promise<void>;
}

const nothing = (): void => undefined;

/** Makes the delivery of a handler. */
export function deliverTo(
  onChange: OnChange,
  options: ChangeDeliveryOptions,
  onFailure: (error: unknown) => void,
): ChangeDelivery {
  const { timeoutMs = 5_000, attempts = 5, journal, wait = waitLonger } = options;

  /** The calls after the first, which no answer waits for. */
  async function insist(change: Change, first: unknown): Promise<boolean> {
    let failure = first;
    for (let attempt = 1; attempt < attempts; attempt += 1) {
      await wait(attempt);
      const result = await attemptOnce(onChange, change, timeoutMs);
      if (result === undefined) return true;
      failure = result.error;
    }
    onFailure(failure);
    return false;
  }

  /** The first call and, in the background, those after it; never rejects. */
  async function tell(change: Change, done: () => Awaitable<void>): Promise<void> {
    const result = await attemptOnce(onChange, change, timeoutMs);
    if (result === undefined) return await done();
    insist(change, result.error)
      .then(async (isTold) => {
        if (isTold) await done();
      })
      .catch(onFailure);
  }

  /** What a doubtful write came to, asked when the store has had time to recover. */
  async function settle(look: () => Promise<Change | undefined>, done: () => Awaitable<void>): Promise<void> {
    let failure: unknown;
    for (let round = 1; round <= attempts; round += 1) {
      await wait(round);
      try {
        const change = await look();
        return await (change === undefined ? done() : tell(change, done));
      } catch (error) {
        failure = error;
      }
    }
    onFailure(failure);
  }

  return {
    async begin(intended) {
      const forget = journal === undefined ? nothing : await note(journal, intended, onFailure);
      return {
        end: (change, patience) => (change === undefined ? forget() : within(patience, tell(change, forget))),
        doubt: (look) => void settle(look, forget).catch(onFailure),
      };
    },
  };
}

/** Notes a change; what is returned forgets it again. */
async function note(
  journal: ChangeJournal,
  intended: IntendedChange,
  onFailure: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const key = crypto.randomUUID();
  await journal.add({ ...intended, key });
  return async () => {
    try {
      await journal.remove(key);
    } catch (error) {
      // The write is done and stays done; the entry is cleared by the next redelivery.
      onFailure(error);
    }
  };
}

/** Waits for something that goes on also when nobody waits for it. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  if (milliseconds > LONGEST_TIME) return await work;
  if (milliseconds <= 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, over]).finally(() => clearTimeout(timer));
}

/** Undefined when the app was told. */
async function attemptOnce(
  onChange: OnChange,
  change: Change,
  timeoutMs: number,
): Promise<{ readonly error: unknown } | undefined> {
  const signal = AbortSignal.timeout(Math.min(timeoutMs, LONGEST_TIME));
  let stop = nothing;
  try {
    const late = new Promise<never>((_, reject) => {
      const expire = (): void => reject(new Error(`onChange took longer than ${timeoutMs} ms.`));
      signal.addEventListener("abort", expire);
      stop = () => signal.removeEventListener("abort", expire);
    });
    await Promise.race([onChange({ ...change, signal }), late]);
    return undefined;
  } catch (error) {
    return { error };
  } finally {
    stop();
  }
}

function waitLonger(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(60_000, 1_000 * 2 ** (attempt - 1))));
}

/** What {@link redeliverChanges} works with. */
export interface RedeliverOptions {
  /** The journal of the process that ended. */
  readonly journal: ChangeJournal;
  /** The store whose changes it holds. */
  readonly store: Store;
  /** The types of the profile. */
  readonly resourceTypes: readonly ResourceType[];
  /** The app. */
  readonly onChange: OnChange;
  /** Milliseconds for one call of `onChange`. Default: 5,000. */
  readonly timeoutMs?: number;
}

/**
 * Tells the app of the changes that a process left in its journal when it ended; to be called before the handler of the next one takes requests. Whether a
 * write took effect is seen in the store. `after` is the resource as it is now, and an app may hear of a change that it knows already.
 *
 * @param options - the journal, and where its changes were made.
 * @throws what `onChange` throws; the entries from there on stay in the journal.
 */
export async function redeliverChanges(options: RedeliverOptions): Promise<void> {
  const { journal, store, onChange, timeoutMs = 5_000 } = options;
  const types = new Map(options.resourceTypes.map((type) => [type.name, type]));
  const context: StoreContext = { signal: new AbortController().signal };
  for (const { key, id, ...intended } of await journal.entries()) {
    const type = types.get(intended.resourceType);
    const after = type === undefined ? undefined : await store.get(intended.tenant, type, id, context);
    if (tookEffect(intended, after)) {
      const result = await attemptOnce(onChange, { ...intended, after }, timeoutMs);
      if (result !== undefined) throw result.error;
    }
    await journal.remove(key);
  }
}
