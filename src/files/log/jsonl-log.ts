/** A provisioning log as a file of JSON lines: one entry a line, appended. */
import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import { ProvisioningError } from "../../errors.ts";
import type { LogSink, ProvisioningLogEntry } from "../../provisioning/index.ts";
import { orInvalidLog } from "../reading/file-errors.ts";
import { isTornEntry, MAX_LINE_BYTES, parseOwnEntry, readFirstLine } from "./own-entry.ts";

const LINE_FEED = 10;
const BLOCK_BYTES = 65_536;

/** A log file. Close it when the job has ended. */
export interface JsonlLog extends LogSink {
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a log file of JSON lines for appending. Creates it, readable by its owner only, if it does not exist. Removes a
 * last line that a crash left incomplete. A file with anything but entries of this package is left as it is.
 *
 * @param path - Path of the file; its folder must exist.
 * @throws ProvisioningError `invalid_log` when the file cannot be opened or written, or is not a log of this package.
 * @example
 * ```ts
 * import { jsonlLog } from "proxyclick-scim/files";
 *
 * const log = await jsonlLog("company.jsonl"); // an option of createProvisioningJob
 * await log.close();
 * ```
 */
export async function jsonlLog(path: string): Promise<JsonlLog> {
  const attempt = <Result>(operation: () => Promise<Result>) =>
    orInvalidLog(`The log file ${path} cannot be written`, operation);
  const file = await attempt(() => open(path, "a+", 0o600));
  let lastId: string | undefined;
  /** Whether the file may end with a part of an entry: after a crash, or after an append that failed. */
  let mayBeTorn = true;
  const repair = async () => {
    await attempt(() => requireOwnLog(path, file));
    lastId = await attempt(() => repairLastLine(path, file));
    mayBeTorn = false;
  };
  try {
    await repair();
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    name: logFileName(path),
    async lastEntryId() {
      if (mayBeTorn) await repair();
      return lastId;
    },
    async append(entries: readonly ProvisioningLogEntry[]) {
      if (mayBeTorn) await repair();
      const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
      mayBeTorn = true;
      await attempt(() => file.appendFile(lines, "utf8"));
      mayBeTorn = false;
      lastId = entries.at(-1)?.id ?? lastId;
    },
    close: () => file.close(),
  };
}

/**
 * The name of a log file as a sink, under which a job remembers the last entry it delivered. A file that was moved away
 * is continued by a new one of the same path.
 */
export function logFileName(path: string): string {
  return `file ${resolve(path)}`;
}

/**
 * Checks that the file is empty or begins with an entry of this package: the path may be wrong, and appending would
 * damage the file.
 *
 * @throws ProvisioningError `invalid_log`.
 */
async function requireOwnLog(path: string, file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const first = await readFirstLine(file);
  if (first === undefined) throw notOwnLog(path);
  if (parseOwnEntry(first.content) === undefined && (first.complete || !isTornEntry(first.content)))
    throw notOwnLog(path);
}

function notOwnLog(path: string): ProvisioningError {
  return new ProvisioningError(
    "invalid_log",
    `The file ${path} is not a provisioning log of this package, and was left as it is; choose another file`,
  );
}

/**
 * Completes an entry that lacks its line break, and cuts any other rest after the last line break. Returns the id of
 * the last entry; undefined in a file without entries.
 *
 * @throws ProvisioningError `invalid_log` when the last line is not an entry of this package.
 */
async function repairLastLine(path: string, file: FileHandle): Promise<string | undefined> {
  const { size } = await file.stat();
  const end = await findLineFeedBefore(file, size);
  const last = end < 0 ? undefined : await readLineBefore(file, end);
  const lastEntry = last === undefined ? undefined : parseOwnEntry(last);
  if (last !== undefined && lastEntry === undefined) throw notOwnLog(path);
  if (end + 1 === size) return lastEntry?.id;
  const mayBeEntry = size - end <= MAX_LINE_BYTES;
  const rest = mayBeEntry ? parseOwnEntry((await readBytes(file, end + 1, size)).toString("utf8")) : undefined;
  if (rest === undefined) await file.truncate(end + 1);
  else await file.appendFile("\n", "utf8");
  return rest?.id ?? lastEntry?.id;
}

/** The line that ends at a line feed. */
async function readLineBefore(file: FileHandle, end: number): Promise<string> {
  const start = (await findLineFeedBefore(file, end)) + 1;
  return (await readBytes(file, start, end)).toString("utf8");
}

/** Position of the last line feed before a position; -1 when there is none. */
export async function findLineFeedBefore(file: FileHandle, position: number): Promise<number> {
  for (let end = position; end > 0; end -= BLOCK_BYTES) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const found = (await readBytes(file, start, end)).lastIndexOf(LINE_FEED);
    if (found >= 0) return start + found;
  }
  return -1;
}

async function readBytes(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}
