/** Streams the items of a list in JSON, and tells JSON from CSV. */
import { describeOtherKind, type ExpectedKind } from "../../internal/graph-kinds.ts";
import { withGraphNames } from "../../internal/graph-names.ts";
import { readStart } from "./encoding.ts";
import { invalidSource } from "./file-errors.ts";
import { graphList, type ListItem } from "./graph-list.ts";
import { readJsonParts } from "./json-parts.ts";
import { isValueList, type JsonLayout } from "./json-splitter.ts";
import type { OpenedFile } from "./open-file.ts";

/** JSON begins with a bracket; the header of a CSV file does not. */
export async function looksLikeJson(file: OpenedFile): Promise<boolean> {
  return /^\s*[[{]/.test(await readStart(file));
}

/** A response body, or the bare list. */
const LAYOUT: JsonLayout = {
  isList: isValueList,
  nameItem: (list, index) => (list === undefined ? "" : `${list.join(".")}[${index}]`),
  nameContainer: () => "",
  severalDocuments: false,
  maxContainerBytes: 1_048_576,
};

/**
 * Reads the items of a list, with the names that Graph uses: a response body with `value`, the bare array, or one
 * object. Memory does not grow with their number.
 *
 * @param kind - What the items are, for messages.
 * @throws ProvisioningError `invalid_source`, with the location, or with what the file holds instead;
 *   `incomplete_source` for one page of several, a file that looks cut short.
 */
export async function* readListItems(
  path: string,
  file: OpenedFile,
  kind: ExpectedKind,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListItem, void, void> {
  for await (const part of readJsonParts(path, file, LAYOUT, signal)) {
    if (part.list === undefined) yield* graphList(path, part.item, "", kind);
    else if (part.kind === "container")
      throw invalidSource(path, 'holds lists "value" inside a list; expected one object with a list "value"');
    else {
      const other = part.index === 0 ? describeOtherKind(part.item, kind) : undefined;
      if (other !== undefined) throw invalidSource(path, other);
      yield { item: withGraphNames(part.item), location: part.location };
    }
  }
}
