/** A provisioning log as a file of JSON lines: one entry a line, appended. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { ProvisioningError } from "../../errors.ts";
import type { LogSink, ProvisioningLogEntry } from "../../provisioning/index.ts";
import { orInvalidLog } from "../reading/file-errors.ts";

const LINE_FEED = 10;
const BLOCK_BYTES = 65_536;

/** A log file. Close it when the job has ended. */
export interface JsonlLog extends LogSink {
  /** Closes the file. */
  close(): Promise<void>;
}

/** Options of {@link jsonlLog}. */
interface JsonlLogOptions {
  /**
   * Called when the file was renamed or deleted while it was open, as a rotation of logs does, so that the log goes on
   * in a new file of the same path. Default: nothing is called.
   */
  readonly onNewFile?: (path: string) => void;
}

/**
 * Opens a log file of JSON lines for appending. Creates it, readable by its owner only, if it does not exist. Removes a
 * last line that a crash left incomplete. When the file is renamed or deleted, the next entries go to a new file of the
 * same path.
 *
 * @param path - Path of the file; its folder must exist.
 * @param options - Whom to tell that the file was replaced.
 * @throws ProvisioningError `invalid_log` when the file cannot be opened or written, or is not a log.
 * @example
 * ```ts
 * import { jsonlLog } from "proxyclick-scim/files";
 *
 * const log = await jsonlLog("company.jsonl"); // an option of createProvisioningJob
 * await log.close();
 * ```
 */
export async function jsonlLog(path: string, { onNewFile }: JsonlLogOptions = {}): Promise<JsonlLog> {
  const log = new LogFile(path, await orInvalidLog(problemOf(path), () => openForAppending(path)), onNewFile);
  try {
    await log.lastEntryId();
  } catch (error) {
    await log.close();
    throw error;
  }
  return log;
}

function problemOf(path: string): string {
  return `The log file ${path} cannot be written`;
}

function openForAppending(path: string): Promise<FileHandle> {
  return open(path, "a+", 0o600);
}

class LogFile implements JsonlLog {
  readonly name: string;
  readonly #path: string;
  readonly #onNewFile: JsonlLogOptions["onNewFile"];
  #file: FileHandle;
  #lastId: string | undefined;
  /** Whether the file may end with a part of an entry: after a crash, or after an append that failed. */
  #mayBeTorn = true;

  constructor(path: string, file: FileHandle, onNewFile: JsonlLogOptions["onNewFile"]) {
    this.name = logFileName(path);
    this.#path = path;
    this.#file = file;
    this.#onNewFile = onNewFile;
  }

  async lastEntryId(): Promise<string | undefined> {
    if (this.#mayBeTorn) await this.#repair();
    return this.#lastId;
  }

  async append(entries: readonly ProvisioningLogEntry[]): Promise<void> {
    // What an append that failed left behind belongs to the file in which it failed.
    if (this.#mayBeTorn) await this.#repair();
    await this.#attempt(() => this.#followPath());
    const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    this.#mayBeTorn = true;
    await this.#attempt(() => this.#file.appendFile(lines, "utf8"));
    this.#mayBeTorn = false;
    this.#lastId = entries.at(-1)?.id ?? this.#lastId;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Opens the path again when it no longer leads to the open file. */
  async #followPath(): Promise<void> {
    const [current, atPath] = await Promise.all([this.#file.stat({ bigint: true }), statOf(this.#path)]);
    if (current.ino === atPath?.ino && current.dev === atPath.dev) return;
    const file = await openForAppending(this.#path);
    await this.#file.close();
    this.#file = file;
    // The last entry stays that of the old file, until the new one has one.
    await removeTornLine(file);
    this.#onNewFile?.(this.#path);
  }

  async #repair(): Promise<void> {
    this.#lastId = (await this.#attempt(() => findLastEntryId(this.#path, this.#file))) ?? this.#lastId;
    await this.#attempt(() => removeTornLine(this.#file));
    this.#mayBeTorn = false;
  }

  #attempt<Result>(operation: () => Promise<Result>): Promise<Result> {
    return orInvalidLog(problemOf(this.#path), operation);
  }
}

/** What a path leads to; undefined when it leads nowhere. */
async function statOf(path: string) {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * The name of a log file as a sink, under which a job remembers the last entry it delivered. A file that was moved away
 * is continued by a new one of the same path.
 */
export function logFileName(path: string): string {
  return `file ${resolve(path)}`;
}

/**
 * Id of the last complete entry; undefined in a file without entries.
 *
 * @throws ProvisioningError `invalid_log` for a file that is not a log: the path may be wrong, and appending would
 *   damage the file.
 */
async function findLastEntryId(path: string, file: FileHandle): Promise<string | undefined> {
  const { size } = await file.stat();
  const end = await findLineFeedBefore(file, size);
  if (end >= 0) {
    const start = (await findLineFeedBefore(file, end)) + 1;
    const id = parseEntryId((await readBytes(file, start, end)).toString("utf8"));
    if (id !== undefined) return id;
  } else if (size === 0 || (await readBytes(file, 0, 1)).toString("utf8") === "{") {
    return undefined;
  }
  throw new ProvisioningError("invalid_log", `The file ${path} is not a provisioning log; expected one entry a line`);
}

/** Cuts the file after its last line break. */
async function removeTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const end = await findLineFeedBefore(file, size);
  if (end + 1 < size) await file.truncate(end + 1);
}

/** Position of the last line feed before a position; -1 when there is none. */
async function findLineFeedBefore(file: FileHandle, position: number): Promise<number> {
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

function parseEntryId(line: string): string | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const id: unknown = typeof entry === "object" && entry !== null ? Reflect.get(entry, "id") : undefined;
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
