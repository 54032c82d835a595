/** Reads the files that options name. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { decode } from "../../files/reading/encoding.ts";
import { errorMessage } from "../../internal/error-message.ts";
import { systemErrorCode, usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

/** A path relative to the directory in which the command runs. */
export function resolvePath(io: Io, path: string): string {
  return io.cwd === undefined ? path : resolve(io.cwd, path);
}

/**
 * Reads a text file that an option names: UTF-8, or UTF-16 as PowerShell writes it.
 *
 * @param kind - What the file is, for the message, such as `mapping`.
 * @throws CommanderError when it cannot be read.
 */
export async function readInputFile(io: Io, path: string, kind: string): Promise<string> {
  try {
    return decode(await readFile(resolvePath(io, path)));
  } catch (error) {
    throw usageError(`cannot read the ${kind} ${path}: ${reasonOf(error)}`);
  }
}

/**
 * Parses JSON, with or without a byte order mark.
 *
 * @param origin - Where the JSON comes from, for the message, such as `--attributes`.
 * @throws CommanderError when it is not JSON.
 */
export function parseJson(json: string, origin: string): unknown {
  try {
    return JSON.parse(json.startsWith("\ufeff") ? json.slice(1) : json);
  } catch (error) {
    throw usageError(`${origin} is not JSON: ${errorMessage(error)}`);
  }
}

/** Why a file cannot be read, in words. */
export function reasonOf(error: unknown): string {
  switch (systemErrorCode(error)) {
    case "ENOENT":
      return "no such file";
    case "EISDIR":
      return "it is a directory";
    case "EACCES":
    case "EPERM":
      return "no permission";
    default:
      return errorMessage(error);
  }
}
