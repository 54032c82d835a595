/** Reads a provisioning log of JSON lines, one entry at a time. */
import { type FileHandle, open } from "node:fs/promises";
import { ProvisioningError } from "../../errors.ts";
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { orInvalidLog } from "../reading/file-errors.ts";
import { isLogEntry, MAX_LINE_BYTES } from "./own-entry.ts";

const LINE_FEED = 10;
const BLOCK_BYTES = 65_536;

/**
 * Reads the entries of a log file, in order. At most one line and one block of the file are in memory.
 *
 * @param path - A file that {@link jsonlLog} wrote.
 * @param options - What to do about an incomplete last line.
 * @throws ProvisioningError `invalid_log` when the file cannot be read. Also, with the line number, for a line that is
 *   not an entry, is longer than 16 MiB, or that a crash left incomplete at the end (the next cycle that opens the log
 *   removes it); the entries before it are yielded first.
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
  options: {
    /**
     * Called with the number of a last line without a line break, instead of throwing: for a log that is being written.
     */
    readonly onUnfinishedLine?: (line: number) => void;
  } = {},
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const file = await attempt(path, () => open(path, "r"));
  try {
    let lineNumber = 0;
    for await (const line of readLines(path, file, options)) {
      lineNumber += 1;
      yield parseEntry(path, line, lineNumber);
    }
  } finally {
    await file.close();
  }
}

async function* readLines(
  path: string,
  file: FileHandle,
  { onUnfinishedLine }: { readonly onUnfinishedLine?: (line: number) => void },
): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  let lineNumber = 1;
  for await (const block of readBlocks(path, file)) {
    let start = 0;
    for (let end = block.indexOf(LINE_FEED); end >= 0; end = block.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...parts, block.subarray(start, end)]).toString("utf8");
      parts = [];
      length = 0;
      lineNumber += 1;
      start = end + 1;
    }
    const rest = block.subarray(start);
    length += rest.length;
    if (length > MAX_LINE_BYTES) throw invalidLine(path, lineNumber, `is longer than ${MAX_LINE_BYTES} bytes`);
    if (rest.length > 0) parts.push(rest);
  }
  if (length === 0) return;
  if (onUnfinishedLine === undefined)
    throw invalidLine(path, lineNumber, "was left unfinished; expected a line break at its end");
  onUnfinishedLine(lineNumber);
}

async function* readBlocks(path: string, file: FileHandle): AsyncGenerator<Buffer, void, undefined> {
  for (;;) {
    const block = Buffer.alloc(BLOCK_BYTES);
    const { bytesRead } = await attempt(path, () => file.read(block, 0, BLOCK_BYTES, null));
    if (bytesRead === 0) return;
    yield block.subarray(0, bytesRead);
  }
}

function parseEntry(path: string, line: string, lineNumber: number): ProvisioningLogEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw invalidLine(path, lineNumber, "is no JSON; expected one entry a line", error);
  }
  if (!isLogEntry(value)) throw invalidLine(path, lineNumber, "is not an entry of a provisioning log");
  return value;
}

function invalidLine(path: string, lineNumber: number, problem: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError("invalid_log", `The log file ${path}: line ${lineNumber} ${problem}`, { cause });
}

function attempt<Result>(path: string, operation: () => Promise<Result>): Promise<Result> {
  return orInvalidLog(`The log file ${path} cannot be read`, operation);
}
