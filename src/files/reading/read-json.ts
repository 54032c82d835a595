/** Reads a whole JSON file. */
import { incompleteSource, invalidSource, unreadableSource } from "./file-errors.ts";
import { jsonErrorOffset } from "./json-error-offset.ts";
import type { OpenedFile } from "./open-file.ts";

/** Longest JSON file, in bytes: about 600,000 assignments. */
const MAX_JSON_BYTES = 268_435_456;

/**
 * Reads a whole JSON file (RFC 8259, UTF-8 with or without a byte order mark).
 *
 * @throws ProvisioningError `invalid_source`, with line and column of the first syntax error; `incomplete_source` for a
 *   file that ends too early.
 */
export async function readJson(path: string, file: OpenedFile, signal?: AbortSignal): Promise<unknown> {
  if (file.size > MAX_JSON_BYTES) throw invalidSource(path, `is longer than ${MAX_JSON_BYTES} bytes`);
  const json = decodeUtf8(path, await readBytes(path, file, signal));
  if (json.trim() === "") throw incompleteSource(path, "is empty; expected JSON");
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message may quote personal data, and often has no position.
    const offset = jsonErrorOffset(json);
    if (offset >= json.trimEnd().length)
      throw incompleteSource(path, "ends in the middle of its JSON; the file looks cut short");
    throw invalidSource(path, `is not JSON at ${lineAndColumn(json, offset)}`);
  }
}

async function readBytes(path: string, file: OpenedFile, signal: AbortSignal | undefined): Promise<Buffer> {
  try {
    const chunks: AsyncIterable<Buffer> = file.handle.createReadStream({
      autoClose: false,
      start: 0,
      end: MAX_JSON_BYTES,
    });
    const read: Buffer[] = [];
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      read.push(chunk);
    }
    return Buffer.concat(read);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw unreadableSource(path, error);
  }
}

function decodeUtf8(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalidSource(path, "is not UTF-8 text");
  }
}

function lineAndColumn(json: string, offset: number): string {
  const lines = json.slice(0, offset).split(/\r\n|\n|\r/);
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
