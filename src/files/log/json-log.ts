/** Reads Entra's provisioning log in JSON: responses of Graph, the portal's download, or entries one after another. */

import { isForeignEntry, toLogEntry } from "../../graph-log/to-log-entry.ts";
import { describeOtherKind } from "../../internal/graph-kinds.ts";
import { wrappedValue } from "../../internal/graph-names.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import type { JsonObject } from "../reading/graph-list.ts";
import { readJsonParts } from "../reading/json-parts.ts";
import { isValueList, type JsonLayout, type JsonPart } from "../reading/json-splitter.ts";
import { openFile } from "../reading/open-file.ts";
import { invalidLog, withLogErrors } from "./log-errors.ts";

const LAYOUT: JsonLayout = {
  isList: isValueList,
  nameItem: (_list, _index, count) => `entry ${count + 1}`,
  nameContainer: (count) => `page ${count + 1}`,
  severalDocuments: true,
  maxContainerBytes: 1_048_576,
};

/** What a reader of a log is told. */
export interface LogListener {
  /** Called once for each file, before its first entry, with what it is. */
  readonly onFormat?: ((path: string, format: string) => void) | undefined;
  /** Called with a sentence about something that the log lacks. */
  readonly onWarning?: ((sentence: string) => void) | undefined;
}

/**
 * Reads the entries of a file, in order.
 *
 * @throws ProvisioningError `invalid_log`, with the number of the entry.
 */
export async function* readJsonLog(
  path: string,
  { onFormat, onWarning }: LogListener,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const file = await openFile(path);
  try {
    let first = true;
    let more = false;
    for await (const part of withLogErrors(readJsonParts(path, file, LAYOUT))) {
      if (first) onFormat?.(path, formatOf(part));
      first = false;
      if (part.kind === "container") more = typeof readProperty(part.item, "@odata.nextLink") === "string";
      else for (const item of itemsOf(part.item)) yield convert(path, part.location, item);
    }
    if (more) onWarning?.(`${path}: the last page names a next one ("@odata.nextLink"), which is not in the file`);
  } finally {
    await file.handle.close();
  }
}

/** PowerShell writes an object instead of a list of one. */
function itemsOf(item: JsonObject): readonly JsonObject[] {
  const wrapped = wrappedValue(item);
  return isObject(wrapped) ? [wrapped] : [item];
}

function formatOf({ kind, list, item }: JsonPart): string {
  if (kind === "container" || list?.length === 1 || isObject(wrappedValue(item)))
    return "a response of Graph's auditLogs/provisioning";
  return list === undefined
    ? "entries of Entra's provisioning log, one after another"
    : "a list of entries of Entra's provisioning log, such as the admin center's JSON download";
}

function convert(path: string, location: string, item: JsonObject): ProvisioningLogEntry {
  if (!isForeignEntry(item))
    throw invalidLog(path, describeOtherKind(item, "log") ?? `${location} is not an entry of a provisioning log`);
  return toLogEntry(path, location, item);
}
