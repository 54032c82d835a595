/**
 * A provisioning log as a file of JSON lines: one entry a line, appended.
 */
import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import { ProvisioningError } from "../../errors.ts";
import type { LogSink, ProvisioningLogEntry } from "../../provisioning/index.ts";

const LINE_FEED = 10;
const BLOCK = 65_536;

/** A log file, to be closed at the end. */
export interface JsonlLog extends LogSink {
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a log file of JSON lines for appending, and creates it, readable by its owner only, when there is none. A last line that a crash left
 * unfinished is cut off first.
 *
 * @param path - Path of the file; its folder must exist.
 * @throws ProvisioningError `invalid_log` when the file cannot be opened or written.
 * @example
 * ```ts
 * import { jsonlLog } from "proxyclick-scim/files";
 *
 * const log = await jsonlLog("company.jsonl"); // an option of createProvisioningJob
 * await log.close();
 * ```
 */
export async function jsonlLog(path: string): Promise<JsonlLog> {
  const file = await attempt(path, () => open(path, "a+", 0o600));
  let last: string | undefined;
  /** Whether a part of an entry may stand at the end of the file: after a crash, or after an append that failed. */
  let torn = true;
  const mend = async () => {
    last = await attempt(path, () => lastWholeEntry(path, file));
    await attempt(path, () => cutTornTail(file));
    torn = false;
  };
  try {
    await mend();
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    name: nameOfLogFile(path),
    async lastEntryId() {
      if (torn) await mend();
      return last;
    },
    async append(entries: readonly ProvisioningLogEntry[]) {
      if (torn) await mend();
      const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
      torn = true;
      await attempt(path, () => file.appendFile(lines, "utf8"));
      torn = false;
      last = entries.at(-1)?.id ?? last;
    },
    close: () => file.close(),
  };
}

/** The name under which a job keeps how far its log file is: a file that was moved away is followed by an empty one of its name, which goes on. */
export function nameOfLogFile(path: string): string {
  return `file ${resolve(path)}`;
}

async function attempt<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof ProvisioningError) throw error;
    throw new ProvisioningError(
      "invalid_log",
      `The log file ${path} cannot be written: ${error instanceof Error ? error.message : "unknown"}`,
      { cause: error },
    );
  }
}

/**
 * Id of the last whole entry; undefined in a file that holds none.
 *
 * @throws ProvisioningError for a file that is no log, which cutting and appending would spoil: a wrong path is easily given.
 */
async function lastWholeEntry(path: string, file: FileHandle): Promise<string | undefined> {
  const { size } = await file.stat();
  const end = await findLineFeedBefore(file, size);
  if (end >= 0) {
    const start = (await findLineFeedBefore(file, end)) + 1;
    const id = entryId((await read(file, start, end)).toString("utf8"));
    if (id !== undefined) return id;
  } else if (size === 0 || (await read(file, 0, 1)).toString("utf8") === "{") {
    return undefined;
  }
  throw new ProvisioningError("invalid_log", `The file ${path} is not a provisioning log; expected one entry a line`);
}

/** Cuts the file after its last line break. */
async function cutTornTail(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const end = await findLineFeedBefore(file, size);
  if (end + 1 < size) await file.truncate(end + 1);
}

/** Position of the last line feed before a position; -1 when there is none. */
async function findLineFeedBefore(file: FileHandle, position: number): Promise<number> {
  for (let end = position; end > 0; end -= BLOCK) {
    const start = Math.max(0, end - BLOCK);
    const found = (await read(file, start, end)).lastIndexOf(LINE_FEED);
    if (found >= 0) return start + found;
  }
  return -1;
}

async function read(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}

function entryId(line: string): string | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const id: unknown = typeof entry === "object" && entry !== null ? Reflect.get(entry, "id") : undefined;
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
