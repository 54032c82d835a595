/** A log file that is opened on first use, so that a job which cannot start leaves no empty file behind. */
import { type JsonlLog, jsonlLog } from "../../files/index.ts";
import { logFileName } from "../../files/log/jsonl-log.ts";

/** Creates a log whose file is opened on first use. */
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
