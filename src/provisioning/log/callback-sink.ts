import type { LogSink, ProvisioningLogEntry } from "../ports/log.ts";

/** Options of {@link callbackLog}. */
export interface CallbackLogOptions {
  /** See {@link LogSink.name}. */
  readonly name?: string;
  /**
   * Id of the last entry that what lies behind the function holds, such as the last row of a table. With it each entry arrives once, also after a crash
   * between the function and the note of it; without it the one entry that was under way may come again.
   */
  readonly lastEntryId?: () => Promise<string | undefined>;
}

/**
 * A log that gives each entry to a function, in order, one at a time: the next waits until the promise of the last is fulfilled.
 *
 * How far it is stands in the job's state after each entry. An entry whose function throws is given again, at the end of the cycle and by the next ones.
 *
 * @param take - receives an entry; what it throws is told by the summary of the cycle.
 * @param options - a name, and where the receiver itself knows how far it is.
 * @example
 * ```ts
 * import { callbackLog } from "proxyclick-scim/provisioning";
 *
 * const log = callbackLog(({ provisioningAction, sourceIdentity }) => console.log(provisioningAction, sourceIdentity.id)); // an option of createProvisioningJob
 * ```
 */
export function callbackLog(
  take: (entry: ProvisioningLogEntry) => void | Promise<void>,
  { name, lastEntryId }: CallbackLogOptions = {},
): LogSink {
  let last: string | undefined;
  return {
    ...(name === undefined ? {} : { name }),
    batch: 1,
    lastEntryId: lastEntryId ?? (async () => last),
    async append(entries) {
      for (const entry of entries) {
        await take(entry);
        last = entry.id;
      }
    },
  };
}
