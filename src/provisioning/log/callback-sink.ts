/**
 * A log sink that passes each entry to a function.
 */
import type { LogSink, ProvisioningLogEntry } from "../ports/log.ts";

/**
 * Returns a log sink that calls a function with each entry, in order, one at a time: the next call waits for the
 * promise of the last.
 *
 * The job's state stores the position after each entry. When the function throws, the entry is delivered again at the
 * end of the cycle, and by later cycles.
 *
 * @param onEntry - receives an entry; the summary of the cycle reports an error that it throws.
 * @param options - `name`: see {@link LogSink.name}. `lastEntryId`: returns the id of the last entry that the receiver
 *   has stored, such as the last row of a table. With it each entry arrives once, even after a crash between the call
 *   and the update of the position; without it, the entry in progress may arrive twice.
 * @example
 * ```ts
 * import { callbackLog } from "proxyclick-scim/provisioning";
 *
 * // The option `log` of createProvisioningJob.
 * const log = callbackLog(({ provisioningAction, sourceIdentity }) => {
 *   console.log(provisioningAction, sourceIdentity.id);
 * });
 * ```
 */
export function callbackLog(
  onEntry: (entry: ProvisioningLogEntry) => void | Promise<void>,
  options: { readonly name?: string; readonly lastEntryId?: () => Promise<string | undefined> } = {},
): LogSink {
  const { name, lastEntryId } = options;
  let last: string | undefined;
  return {
    ...(name === undefined ? {} : { name }),
    batchSize: 1,
    lastEntryId: lastEntryId ?? (async () => last),
    async append(entries) {
      for (const entry of entries) {
        await onEntry(entry);
        last = entry.id;
      }
    },
  };
}
