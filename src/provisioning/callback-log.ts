import type { LogSink, ProvisioningLogEntry } from "./log.ts";

/**
 * A log that gives each entry to a function, in order, one at a time: the next waits until the promise of the last is fulfilled.
 *
 * An entry whose function throws or was cut off by a crash is given again by the next cycle, with those of its batch: the function may meet an `id` twice.
 *
 * @param take - receives an entry; what it throws fails the cycle, as a log file that cannot be written does.
 * @example
 * ```ts
 * import { callbackLog } from "proxyclick-scim/provisioning";
 *
 * const log = callbackLog(({ provisioningAction, sourceIdentity }) => console.log(provisioningAction, sourceIdentity.id)); // an option of createProvisioningJob
 * ```
 */
export function callbackLog(take: (entry: ProvisioningLogEntry) => void | Promise<void>): LogSink {
  return {
    lastEntryId: async () => undefined,
    async append(entries) {
      for (const entry of entries) await take(entry);
    },
  };
}
