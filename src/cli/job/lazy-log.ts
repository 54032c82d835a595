/**
 * A log file that is opened when the first use needs it, so that a job which cannot start does not leave an empty one behind.
 */
import { type JsonlLog, jsonlLog } from "../../files/index.ts";
import { logFileName } from "../../files/log/jsonl-log.ts";

/** Makes a log whose file is opened at the first use. */
export function lazyLog(path: string): JsonlLog {
  let opened: Promise<JsonlLog> | undefined;
  const open = () => {
    opened ??= jsonlLog(path);
    return opened;
  };
  return {
    name: logFileName(path),
    lastEntryId: async () => (await open()).lastEntryId(),
    append: async (entries) => (await open()).append(entries),
    close: async () => {
      const log = await opened?.catch(() => undefined);
      await log?.close();
    },
  };
}
