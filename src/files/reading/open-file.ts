import type { BigIntStats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { ProvisioningError } from "../../errors.ts";

/** What tells one state of a file from another: a change of any part means that the file is not the one that was looked at. */
export type Fingerprint = string;

/** A file that is open for reading. */
export interface OpenedFile {
  readonly handle: FileHandle;
  /** Length in bytes. */
  readonly size: number;
  readonly fingerprint: Fingerprint;
}

/** Opens a regular file; pipes and devices are refused, because a source is read twice. Whoever opens it closes the handle. */
export async function openFile(path: string): Promise<OpenedFile> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const stats = await handle.stat({ bigint: true });
    if (stats.isDirectory()) throw invalid(path, "is a directory; expected a file");
    if (!stats.isFile())
      throw invalid(path, "is not a regular file; a source is read twice, so save it to a file first");
    return { handle, size: Number(stats.size), fingerprint: fingerprintOf(stats) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The fingerprint of an open file as it is now. */
export async function currentFingerprint(handle: FileHandle): Promise<Fingerprint> {
  return fingerprintOf(await handle.stat({ bigint: true }));
}

function fingerprintOf(stats: BigIntStats): Fingerprint {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}

/** A file that is not what it should be. */
export function invalid(path: string, problem: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError("invalid_source", `${path}: ${problem}`, cause === undefined ? undefined : { cause });
}

/** A file that ends early, or holds too little to act on. */
export function incomplete(path: string, problem: string): ProvisioningError {
  return new ProvisioningError("incomplete_source", `${path}: ${problem}`);
}

const REASONS = new Map([
  ["ENOENT", "no such file"],
  ["ENOTDIR", "no such file: a part of the path is not a directory"],
  ["EACCES", "cannot be read: permission denied"],
  ["EPERM", "cannot be read: permission denied"],
  ["EISDIR", "is a directory; expected a file"],
]);

/** A failure of the operating system, in words. */
export function unreadable(path: string, error: unknown): ProvisioningError {
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
  return invalid(path, REASONS.get(code) ?? `cannot be read: ${code}`, error);
}
