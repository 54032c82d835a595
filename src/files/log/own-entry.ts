/** Tells entries that this package wrote, whole or cut by a crash, from everything else that a file may hold. */
import type { FileHandle } from "node:fs/promises";
import { isObject, readProperty } from "../../internal/values.ts";
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { LOG_INITIATOR } from "../../provisioning/ports/log.ts";

/** Longest line, in bytes: far above an entry of a user with every attribute, far below what fills the memory. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

const BLOCK_BYTES = 65_536;
const LINE_FEED = 10;

/** Whether a value has the properties that say who, what, when and with which result. */
export function isLogEntry(value: unknown): value is ProvisioningLogEntry {
  if (!isObject(value)) return false;
  const status = readProperty(value, "provisioningStatusInfo");
  return (
    ["id", "activityDateTime", "cycleId", "provisioningAction"].every(
      (name) => typeof readProperty(value, name) === "string",
    ) &&
    isObject(status) &&
    typeof readProperty(status, "status") === "string" &&
    isIdentity(readProperty(value, "sourceIdentity")) &&
    isIdentity(readProperty(value, "targetIdentity")) &&
    Array.isArray(readProperty(value, "provisioningSteps")) &&
    Array.isArray(readProperty(value, "modifiedProperties"))
  );
}

function isIdentity(value: unknown): boolean {
  return isObject(value) && ["id", "displayName"].every((name) => typeof readProperty(value, name) === "string");
}

/** Name of who initiated the change of an entry; empty when the entry does not say. */
export function initiatorOf(entry: ProvisioningLogEntry): string {
  const initiator: unknown = readProperty(entry, "initiatedBy");
  const name = isObject(initiator) ? readProperty(initiator, "displayName") : undefined;
  return typeof name === "string" ? name : "";
}

/** The entry of a line; undefined for a line that is none. */
export function parseLogEntry(line: string): ProvisioningLogEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isLogEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The entry of a line that this package wrote; undefined for any other line. */
export function parseOwnEntry(line: string): ProvisioningLogEntry | undefined {
  const entry = parseLogEntry(line);
  return entry !== undefined && initiatorOf(entry) === LOG_INITIATOR ? entry : undefined;
}

/** How an entry of this package begins, with the end of its id and what follows in a group. */
const BEGIN = '{"id":"';
const AFTER_ID = /^\{"id":"(?:[^"\\]|\\.)*(".*)$/s;
const SECOND_NAME = '","activityDateTime":"';
const INITIATOR = `"initiatedBy":{"id":"","displayName":"${LOG_INITIATOR}"`;

/**
 * Whether a string may be the beginning of an entry that this package wrote, and is no JSON yet. Entra's jobs have ids
 * with dots, those of this package are GUIDs.
 */
export function isTornEntry(content: string): boolean {
  if (!agree(content, BEGIN) || isJson(content)) return false;
  const [, rest] = AFTER_ID.exec(content) ?? [];
  if (rest !== undefined && !agree(rest, SECOND_NAME)) return false;
  if (/"jobId":"[^"]*\./.test(content)) return false;
  const initiator = content.indexOf('"initiatedBy":');
  return initiator < 0 || agree(content.slice(initiator), INITIATOR);
}

/** Whether two strings are the same, as far as both go. */
function agree(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}

/** The first line of a file, without its line break. */
export interface FirstLine {
  readonly content: string;
  /** Whether a line break follows. */
  readonly complete: boolean;
}

/** Reads the first line of a file; undefined for one that is too long for an entry, or begins otherwise. */
export async function readFirstLine(file: FileHandle): Promise<FirstLine | undefined> {
  const blocks: Buffer[] = [];
  let position = 0;
  while (position <= MAX_LINE_BYTES) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BLOCK_BYTES), 0, BLOCK_BYTES, position);
    const block = buffer.subarray(0, bytesRead);
    if (position === 0 && !agree(block.subarray(0, BEGIN.length).toString("latin1"), BEGIN)) return undefined;
    const end = block.indexOf(LINE_FEED);
    blocks.push(end < 0 ? block : block.subarray(0, end));
    if (end >= 0 || bytesRead === 0) return { content: Buffer.concat(blocks).toString("utf8"), complete: end >= 0 };
    position += bytesRead;
  }
  return undefined;
}
