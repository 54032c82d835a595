/** The encoding of a text file, as its first bytes show it, and its text as UTF-8. */
import { incompleteSource, invalidSource, unreadableSource } from "./file-errors.ts";
import type { OpenedFile } from "./open-file.ts";

/** Encodings that are detected. */
export type DetectedEncoding = "utf-8" | "utf-16le" | "utf-16be";

const CHUNK_BYTES = 65_536;
/** Bytes at the beginning that show what a file is. */
const START_BYTES = 1_024;

/** Detects the encoding of a text whose first character is ASCII; undefined for UTF-32, which is not read. */
export function detectEncoding([a, b, c, d]: Uint8Array): DetectedEncoding | undefined {
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? undefined : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  // The other half of the first UTF-16 unit is zero.
  if (a === 0 && b !== undefined && b !== 0) return "utf-16be";
  if (b === 0 && a !== undefined && a !== 0) return "utf-16le";
  return "utf-8";
}

/** Decodes a text of a detected encoding, without its byte order mark. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder(detectEncoding(bytes) ?? "utf-8").decode(bytes);
}

/** The beginning of a file as text. */
export async function readStart({ handle }: OpenedFile): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
  return decode(buffer.subarray(0, bytesRead));
}

/**
 * Reads a text file as bytes of UTF-8; those of a UTF-8 file are not checked.
 *
 * @throws ProvisioningError `invalid_source` for UTF-32 and broken UTF-16, `incomplete_source` for UTF-16 that ends
 *   inside a character.
 */
export async function* readAsUtf8(path: string, file: OpenedFile): AsyncGenerator<Buffer, void, void> {
  let decoder: TextDecoder | undefined;
  let position = 0;
  for (;;) {
    const chunk = await readChunk(path, file, position);
    if (chunk.length === 0) break;
    if (position === 0) decoder = decoderOf(path, chunk);
    position += chunk.length;
    yield decoder === undefined ? chunk : decodeChunk(path, decoder, chunk);
  }
  if (decoder !== undefined) requireEnd(path, decoder);
}

async function readChunk(path: string, { handle }: OpenedFile, position: number): Promise<Buffer> {
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw unreadableSource(path, error);
  }
}

/** The decoder of a text by its first bytes; undefined for UTF-8, which needs none. */
function decoderOf(path: string, chunk: Buffer): TextDecoder | undefined {
  const encoding = detectEncoding(chunk);
  if (encoding === undefined) throw invalidSource(path, "is UTF-32 text; save it as UTF-8");
  return encoding === "utf-8" ? undefined : new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
}

function decodeChunk(path: string, decoder: TextDecoder, chunk: Buffer): Buffer {
  try {
    return Buffer.from(decoder.decode(chunk, { stream: true }));
  } catch {
    throw invalidSource(path, `is not ${decoder.encoding.toUpperCase()} text`);
  }
}

function requireEnd(path: string, decoder: TextDecoder): void {
  try {
    decoder.decode();
  } catch {
    throw incompleteSource(path, "ends in the middle of a character; the file looks cut short");
  }
}
