/**
 * A provisioning log as a file of JSON lines: one entry a line, appended.
 */
import { type FileHandle, open } from "node:fs/promises";
import { ProvisioningError } from "../errors.ts";
import type { LogSink, ProvisioningLogEntry } from "../provisioning/index.ts";

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
 */
export async function jsonlLog(path: string): Promise<JsonlLog> {
  const file = await attempt(path, () => open(path, "a+", 0o600));
  const lastLine = await attempt(path, () => cutTornTail(file));
  return {
    async lastEntryId() {
      return entryId(lastLine);
    },
    async append(entries: readonly ProvisioningLogEntry[]) {
      const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
      await attempt(path, () => file.appendFile(lines, "utf8"));
    },
    close: () => file.close(),
  };
}

async function attempt<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    throw new ProvisioningError(
      "invalid_log",
      `The log file ${path} cannot be written: ${error instanceof Error ? error.message : "unknown"}`,
      { cause: error },
    );
  }
}

/** Cuts the file after its last line break; the last whole line. */
async function cutTornTail(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  const end = await findLineFeedBefore(file, size);
  if (end + 1 < size) await file.truncate(end + 1);
  if (end < 0) return "";
  const start = (await findLineFeedBefore(file, end)) + 1;
  return (await read(file, start, end)).toString("utf8");
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
