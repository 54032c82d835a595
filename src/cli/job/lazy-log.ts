/** A log file that is opened on first use, so that a job which cannot start leaves no empty file behind. */
import { type JsonlLog, jsonlLog } from "../../files/index.ts";
import { logFileName } from "../../files/log/jsonl-log.ts";

/**
 * Creates a log whose file is opened on first use.
 *
 * @param onNewFile - Called when the file was renamed or deleted, and the log goes on in a new one.
 */
export function lazyLog(path: string, onNewFile: (path: string) => void): JsonlLog {
  let opened: Promise<JsonlLog> | undefined;
  const open = () => {
    opened ??= jsonlLog(path, { onNewFile });
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
