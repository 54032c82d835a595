/**
 * Delivers changes to the app at least once: with a timeout, with retries, and with a journal that outlives the
 * process.
 */
import type { Awaitable } from "../../internal/awaitable.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { MAX_TIMER_DELAY } from "../http/deadline.ts";
import type { Store, StoreContext } from "../store/store.ts";
import { type Change, type ChangeDelivery, type IntendedChange, type OnChange, tookEffect } from "./changes.ts";

/** A change in a {@link ChangeJournal}: added before the write, removed once the change is delivered. */
export interface ChangeJournalEntry extends IntendedChange {
  /** Unique key of the entry. */
  readonly key: string;
}

/**
 * Stores changes that the app may not know yet, so that they survive the end of the process. Keep it where the
 * resources are stored.
 */
export interface ChangeJournal {
  /** Stores an entry; the entry is durable once this returns. */
  add(entry: ChangeJournalEntry): Awaitable<void>;
  /** Removes an entry. */
  remove(key: string): Awaitable<void>;
  /** The stored entries, oldest first. */
  entries(): Awaitable<readonly ChangeJournalEntry[]>;
}

/** How changes are delivered to the app. */
export interface ChangeDeliveryOptions {
  /**
   * Milliseconds for one call of `onChange`. The response waits for the first call, but at most for half of the time of
   * its request (`limits.requestTime`). Default: 5,000.
   */
  readonly timeout?: number;
  /** Calls for one change before it is reported to `onError` and left in the journal. Default: 5. */
  readonly attempts?: number;
  /**
   * Stores changes beyond the end of the process; see `redeliverChanges`. Default: a change is lost when the process
   * ends before it is delivered.
   */
  readonly journal?: ChangeJournal;
  /**
   * Waits for some milliseconds before a retry: 1,000 before the first, then 2,000, 4,000 and so on up to 60,000.
   * Default: a timer.
   */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

const noop = (): void => undefined;

/**
 * Creates the delivery of a handler.
 *
 * @param reportError - receives the last error of a change that could not be delivered.
 */
export function createChangeDelivery(
  onChange: OnChange,
  options: ChangeDeliveryOptions,
  reportError: (error: unknown) => void,
): ChangeDelivery {
  const { timeout = 5_000, attempts = 5, journal, sleep = sleepFor } = options;

  /** The calls after the first, for which no response waits; true when the change was delivered. */
  async function retry(change: Change, firstError: unknown): Promise<boolean> {
    let lastError = firstError;
    for (let attempt = 1; attempt < attempts; attempt += 1) {
      await sleep(retryDelay(attempt));
      const failure = await callOnce(onChange, change, timeout);
      if (failure === undefined) return true;
      lastError = failure.error;
    }
    reportError(lastError);
    return false;
  }

  /** Makes the first call and starts the retries in the background; never rejects. */
  async function deliver(change: Change, forget: () => Awaitable<void>): Promise<void> {
    const failure = await callOnce(onChange, change, timeout);
    if (failure === undefined) return await forget();
    retry(change, failure.error)
      .then(async (isDelivered) => {
        if (isDelivered) await forget();
      })
      .catch(reportError);
  }

  /** Finds out what an uncertain write came to, once the store has had time to recover, and delivers it. */
  async function deliverUncertain(
    findOut: () => Promise<Change | undefined>,
    forget: () => Awaitable<void>,
  ): Promise<void> {
    let lastError: unknown;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      await sleep(retryDelay(attempt));
      try {
        const change = await findOut();
        return await (change === undefined ? forget() : deliver(change, forget));
      } catch (error) {
        lastError = error;
      }
    }
    reportError(lastError);
  }

  return {
    async begin(intended) {
      const forget = journal === undefined ? noop : await addToJournal(journal, intended, reportError);
      return {
        complete: (change, maxWait) => (change === undefined ? forget() : waitAtMost(maxWait, deliver(change, forget))),
        resolveLater: (findOut) => void deliverUncertain(findOut, forget).catch(reportError),
      };
    },
  };
}

/** Adds a change to the journal; the returned function removes it. */
async function addToJournal(
  journal: ChangeJournal,
  intended: IntendedChange,
  reportError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const key = crypto.randomUUID();
  await journal.add({ ...intended, key });
  return async () => {
    try {
      await journal.remove(key);
    } catch (error) {
      // The write stands; the next redelivery removes the entry.
      reportError(error);
    }
  };
}

/** Waits for work that continues when the time is over. */
async function waitAtMost(milliseconds: number, work: Promise<void>): Promise<void> {
  if (milliseconds > MAX_TIMER_DELAY) return await work;
  if (milliseconds <= 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timedOut]).finally(() => clearTimeout(timer));
}

/** Calls the app once; undefined when the call succeeded. */
async function callOnce(
  onChange: OnChange,
  change: Change,
  timeout: number,
): Promise<{ readonly error: unknown } | undefined> {
  const signal = AbortSignal.timeout(Math.min(timeout, MAX_TIMER_DELAY));
  let stopTimeout = noop;
  try {
    const timedOut = new Promise<never>((_, reject) => {
      const expire = (): void => reject(new Error(`onChange took longer than ${timeout} ms.`));
      signal.addEventListener("abort", expire);
      stopTimeout = () => signal.removeEventListener("abort", expire);
    });
    await Promise.race([onChange({ ...change, signal }), timedOut]);
    return undefined;
  } catch (error) {
    return { error };
  } finally {
    stopTimeout();
  }
}

/** Milliseconds before a retry. */
function retryDelay(attempt: number): number {
  return Math.min(60_000, 1_000 * 2 ** (attempt - 1));
}

function sleepFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Delivers the changes that a process left in its journal when it ended; call it before the next process starts to
 * serve requests. The store shows whether a write took effect. `after` is the current resource, and the app may receive
 * a change that it already knows.
 *
 * @param options - `journal`: the journal of the ended process; `store`: the store of its changes; `resourceTypes`: the
 * types of the profile; `onChange`: the app; `timeout`: milliseconds for one call.
 * @throws what `onChange` throws; that entry and the later ones stay in the journal.
 */
export async function redeliverChanges(options: {
  /** The journal of the process that ended. */
  readonly journal: ChangeJournal;
  /** The store whose changes the journal holds. */
  readonly store: Store;
  /** The resource types of the profile. */
  readonly resourceTypes: readonly ResourceType[];
  /** The app. */
  readonly onChange: OnChange;
  /** Milliseconds for one call of `onChange`. Default: 5,000. */
  readonly timeout?: number;
}): Promise<void> {
  const { journal, store, onChange, timeout = 5_000 } = options;
  const types = new Map(options.resourceTypes.map((type) => [type.name, type]));
  const context: StoreContext = { signal: new AbortController().signal };
  for (const { key, id, ...intended } of await journal.entries()) {
    const type = types.get(intended.resourceType);
    const after = type === undefined ? undefined : await store.get(intended.tenant, type, id, context);
    if (tookEffect(intended, after)) {
      const failure = await callOnce(onChange, { ...intended, after }, timeout);
      if (failure !== undefined) throw failure.error;
    }
    await journal.remove(key);
  }
}
