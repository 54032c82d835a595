/** A folder on disk for each test. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** The folder of the current test. */
export interface TemporaryFolder {
  readonly path: string;
  /** Path of a file in the folder. */
  file(name: string): string;
  /** Writes a file, and returns its path. */
  write(name: string, content: string | Uint8Array): string;
}

/** Creates an empty folder before each test, and deletes it after the test. */
export function useTemporaryFolder(): TemporaryFolder {
  let path = "";
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "proxyclick-scim-"));
  });
  afterEach(() => rmSync(path, { recursive: true }));
  const file = (name: string) => join(path, name);
  return {
    get path() {
      return path;
    },
    file,
    write(name, content) {
      writeFileSync(file(name), content);
      return file(name);
    },
  };
}
