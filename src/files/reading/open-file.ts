/** A source file that is open for reading, with a fingerprint that reveals later changes. */
import type { BigIntStats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { invalidSource, unreadableSource } from "./file-errors.ts";

/** A file that is open for reading. */
export interface OpenedFile {
  readonly handle: FileHandle;
  /** Length in bytes. */
  readonly size: number;
  /** Changes with the file's identity, size and modification time. */
  readonly fingerprint: string;
}

/**
 * Opens a regular file. Pipes and devices are rejected, because a source is read twice. The caller closes the handle.
 *
 * @throws ProvisioningError `invalid_source`.
 */
export async function openFile(path: string): Promise<OpenedFile> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw unreadableSource(path, error);
  });
  try {
    const stats = await handle.stat({ bigint: true });
    if (stats.isDirectory()) throw invalidSource(path, "is a directory; expected a file");
    if (!stats.isFile())
      throw invalidSource(path, "is not a regular file; a source is read twice, so save it to a file first");
    return { handle, size: Number(stats.size), fingerprint: fingerprintOf(stats) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The current fingerprint of an open file. */
export async function currentFingerprint(handle: FileHandle): Promise<string> {
  return fingerprintOf(await handle.stat({ bigint: true }));
}

function fingerprintOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}
