import { jsonErrorOffset } from "./json-error-offset.ts";
import { incomplete, invalid, type OpenedFile, unreadable } from "./open-file.ts";

/** Longest JSON file, in bytes: about 600,000 assignments. */
const MAX_JSON_BYTES = 268_435_456;

/**
 * Reads a whole JSON file (RFC 8259, UTF-8 with or without a byte order mark).
 *
 * @throws ProvisioningError `invalid_source`, with the line and column where it stops being JSON; `incomplete_source` where it ends too early.
 */
export async function readJson(path: string, file: OpenedFile, signal?: AbortSignal): Promise<unknown> {
  if (file.size > MAX_JSON_BYTES) throw invalid(path, `is longer than ${MAX_JSON_BYTES} bytes`);
  const text = decode(path, await bytesOf(path, file, signal));
  if (text.trim() === "") throw incomplete(path, "is empty; expected JSON");
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message may quote personal data, and often names no place.
    const offset = jsonErrorOffset(text);
    if (offset >= text.trimEnd().length)
      throw incomplete(path, "ends in the middle of its JSON; the file looks cut short");
    throw invalid(path, `is not JSON at ${placeAt(text, offset)}`);
  }
}

async function bytesOf(path: string, file: OpenedFile, signal: AbortSignal | undefined): Promise<Buffer> {
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
    throw unreadable(path, error);
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalid(path, "is not UTF-8 text");
  }
}

function placeAt(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lines = before.split(/\r\n|\n|\r/);
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
