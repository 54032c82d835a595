/** Waits for a file to grow. */
import type { ChildProcess } from "node:child_process";
import { statSync, watch } from "node:fs";
import { dirname } from "node:path";

/** Size of a file in bytes; 0 when it does not exist. */
export function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Resolves when a file, in an existing folder, has reached a size in bytes, or when the process that writes it has
 * ended.
 */
export function untilSize(path: string, bytes: number, writer: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const watcher = watch(dirname(path));
    const end = () => {
      watcher.close();
      writer.off("exit", end);
      resolve();
    };
    const check = () => {
      if (fileSize(path) >= bytes || writer.exitCode !== null) end();
    };
    watcher.on("change", check).on("error", reject);
    writer.on("exit", end);
    check();
  });
}
