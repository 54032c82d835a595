/** Brings changes to the app at least once: with a limit of time, again after a failure, and by a journal across the end of a process. */
import type { ResourceType } from "../models/resource-type.ts";
import type { Change, ChangeDelivery, IntendedChange, OnChange } from "./changes.ts";
import { LONGEST_TIME } from "./deadline.ts";
import { versionOf } from "./meta.ts";
import type { Awaitable, Store, StoreContext } from "./store.ts";

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
  /** Milliseconds for one call of `onChange`, for which the answer waits when it is the first. Default: 5,000. */
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

  async function deliver(change: Change, done: () => Awaitable<void>): Promise<void> {
    const result = await attemptOnce(onChange, change, timeoutMs);
    if (result === undefined) return await done();
    insist(change, result.error)
      .then(async (isTold) => {
        if (isTold) await done();
      })
      .catch(onFailure);
  }

  return {
    async begin(intended) {
      if (journal === undefined) return async (change) => (change === undefined ? undefined : deliver(change, nothing));
      const key = crypto.randomUUID();
      await journal.add({ ...intended, key });
      const forget = async (): Promise<void> => {
        try {
          await journal.remove(key);
        } catch (error) {
          // The write is done and stays done; the entry is cleared by the next redelivery.
          onFailure(error);
        }
      };
      return (change) => (change === undefined ? forget() : deliver(change, forget));
    },
  };
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

/** A resource that is gone after a create or an update was deleted since, which has an entry of its own. */
function tookEffect({ operation, before }: Omit<IntendedChange, "id">, after: Change["after"]): boolean {
  if (operation === "delete") return after === undefined;
  if (after === undefined) return false;
  return before === undefined || versionOf(after) !== versionOf(before);
}
