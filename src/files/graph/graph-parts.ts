import { type OpenedFile, unreadable } from "../reading/open-file.ts";
import { type GraphPart, Splitter } from "./graph-splitter.ts";

const CHUNK_BYTES = 65_536;

/**
 * Reads a file of Graph JSON as users and pages, in its order. A file of any length needs the memory of one user.
 *
 * @throws ProvisioningError `invalid_source`, with the place where it stops being such JSON; `incomplete_source` where it is empty or ends too early.
 */
export async function* graphParts(
  path: string,
  file: OpenedFile,
  signal?: AbortSignal,
): AsyncGenerator<GraphPart, void, void> {
  const splitter = new Splitter(path);
  const chunks: AsyncIterable<Buffer> = file.handle.createReadStream({
    autoClose: false,
    start: 0,
    highWaterMark: CHUNK_BYTES,
  });
  for await (const chunk of inWords(path, chunks, signal)) {
    yield* splitter.split(chunk);
    signal?.throwIfAborted();
  }
  splitter.end();
}

async function* inWords(
  path: string,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, void> {
  try {
    yield* chunks;
  } catch (error) {
    throw signal?.aborted ? signal.reason : unreadable(path, error);
  }
}
