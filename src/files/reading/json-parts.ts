/** Reads the items of the lists in a JSON file, and what is around the lists, in the memory of one item. */
import { readAsUtf8 } from "./encoding.ts";
import { invalidSource } from "./file-errors.ts";
import { NotJson } from "./json-object.ts";
import { type JsonLayout, type JsonPart, JsonSplitter } from "./json-splitter.ts";
import { lineAndColumn } from "./line-and-column.ts";
import type { OpenedFile } from "./open-file.ts";

/**
 * Reads the parts of a JSON file, in order.
 *
 * @throws ProvisioningError `invalid_source`, with the location of the first error; `incomplete_source` for a file that
 *   is empty or ends too early.
 */
export async function* readJsonParts(
  path: string,
  file: OpenedFile,
  layout: JsonLayout,
  signal?: AbortSignal,
): AsyncGenerator<JsonPart, void, void> {
  const splitter = new JsonSplitter(path, layout);
  try {
    for await (const chunk of readAsUtf8(path, file)) {
      for (const part of splitter.split(chunk)) yield part;
      signal?.throwIfAborted();
    }
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const position = await lineAndColumn(readAsUtf8(path, file), error.offset);
    throw invalidSource(path, `${error.location}is not JSON at ${position}`);
  }
  splitter.end();
}
