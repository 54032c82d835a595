/**
 * Reading a provisioning log of JSON lines, one entry at a time.
 */
import { type FileHandle, open } from "node:fs/promises";
import { ProvisioningError } from "../../errors.ts";
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { isObject, member } from "../reading/graph-list.ts";

const LINE_FEED = 10;

/** Longest line, in bytes: far above an entry of a user with every attribute, far below what fills the memory. */
const MAX_LINE = 16 * 1024 * 1024;

/** Options of {@link readJsonlLog}. */
export interface ReadLogOptions {
  /** Called with the number of a last line that has no line break, instead of throwing: for a log that is being written. */
  readonly unfinished?: (line: number) => void;
}

/**
 * The entries of a log file, in their order. No more than one line and one block of the file is in memory.
 *
 * @param path - a file that {@link jsonlLog} wrote.
 * @param options - what to do about an unfinished end.
 * @throws ProvisioningError `invalid_log` when the file cannot be read, and, with its number, for a line that is no entry, is longer than 16 MiB, or was
 *   left unfinished at the end by a crash (the next cycle that opens the log cuts it off). Entries before it have been given by then.
 * @example
 * ```ts
 * import { readJsonlLog } from "proxyclick-scim/files";
 *
 * for await (const { sourceIdentity, provisioningAction } of readJsonlLog("company.jsonl")) {
 *   console.log(provisioningAction, sourceIdentity.displayName);
 * }
 * ```
 */
export async function* readJsonlLog(
  path: string,
  options: ReadLogOptions = {},
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const file = await open(path, "r").catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    let number = 0;
    for await (const line of linesOf(path, file, options)) {
      number += 1;
      yield parseEntry(path, line, number);
    }
  } finally {
    await file.close();
  }
}

async function* linesOf(
  path: string,
  file: FileHandle,
  { unfinished }: ReadLogOptions,
): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 1;
  for await (const block of blocksOf(path, file)) {
    let start = 0;
    for (let end = block.indexOf(LINE_FEED); end >= 0; end = block.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...parts, block.subarray(start, end)]).toString("utf8");
      parts = [];
      length = 0;
      number += 1;
      start = end + 1;
    }
    const rest = block.subarray(start);
    length += rest.length;
    if (length > MAX_LINE) throw bad(path, number, `is longer than ${MAX_LINE} bytes`);
    if (rest.length > 0) parts.push(rest);
  }
  if (length === 0) return;
  if (unfinished === undefined) throw bad(path, number, "was left unfinished; expected a line break at its end");
  unfinished(number);
}

async function* blocksOf(path: string, file: FileHandle): AsyncGenerator<Buffer, void, undefined> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function parseEntry(path: string, line: string, number: number): ProvisioningLogEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw bad(path, number, "is no JSON; expected one entry a line", error);
  }
  if (!isEntry(value)) throw bad(path, number, "is not an entry of a provisioning log");
  return value;
}

/** Whether a value has the parts of an entry that tell who, what, when and how it ended. */
function isEntry(value: unknown): value is ProvisioningLogEntry {
  if (!isObject(value)) return false;
  const status = member(value, "provisioningStatusInfo");
  return (
    ["id", "activityDateTime", "cycleId", "provisioningAction"].every(
      (name) => typeof member(value, name) === "string",
    ) &&
    isObject(status) &&
    typeof member(status, "status") === "string" &&
    isIdentity(member(value, "sourceIdentity")) &&
    isIdentity(member(value, "targetIdentity")) &&
    Array.isArray(member(value, "provisioningSteps")) &&
    Array.isArray(member(value, "modifiedProperties"))
  );
}

function isIdentity(value: unknown): boolean {
  return isObject(value) && ["id", "displayName"].every((name) => typeof member(value, name) === "string");
}

function bad(path: string, number: number, problem: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError("invalid_log", `The log file ${path}: line ${number} ${problem}`, { cause });
}

function unreadable(path: string, error: unknown): ProvisioningError {
  const reason = error instanceof Error ? error.message : "unknown";
  return new ProvisioningError("invalid_log", `The log file ${path} cannot be read: ${reason}`, { cause: error });
}
