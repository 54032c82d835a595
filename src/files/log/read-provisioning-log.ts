/** Reads provisioning logs in every form in which people have them: this package's, Graph's, and the admin center's. */
import { access, open, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { LOG_INITIATOR } from "../../provisioning/ports/log.ts";
import { orInvalidLog } from "../reading/file-errors.ts";
import { looksLikeJson } from "../reading/list-items.ts";
import { openFile } from "../reading/open-file.ts";
import { addCsvDetails, type CsvDetails, type CsvLogKind, csvLogKind, readCsvEntries } from "./csv-log.ts";
import { type LogListener, readJsonLog } from "./json-log.ts";
import { invalidLog, toLogError } from "./log-errors.ts";
import { initiatorOf, isTornEntry, parseLogEntry, readFirstLine } from "./own-entry.ts";
import { readJsonlLog } from "./read-jsonl-log.ts";

/** What a file is. */
type Form = "own" | "json" | CsvLogKind;

/** A file of a log. */
interface LogFile {
  readonly path: string;
  readonly form: Form;
}

/** Options of {@link readProvisioningLog}. */
export interface ReadLogOptions extends LogListener {
  /** As that of `readJsonlLog`. */
  readonly onUnfinishedLine?: ((line: number) => void) | undefined;
}

/**
 * Reads the entries of log files, in the order of the files. Steps and modified properties of the admin center's CSV
 * download are added to its entries; a file of them with the documented name beside the entries is found.
 *
 * @param paths - Files in any mixture of forms, such as several pages of Graph.
 * @throws ProvisioningError `invalid_log` for a file that is no log, and for an entry that cannot be read, after those
 *   before it.
 */
export async function* readProvisioningLog(
  paths: readonly string[],
  options: ReadLogOptions = {},
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  try {
    const files = await findFiles(paths);
    const details: CsvDetails = { steps: new Map(), properties: new Map() };
    for (const { path, form } of files) {
      if (form !== "steps" && form !== "properties") continue;
      options.onFormat?.(path, `the ${DETAILS[form]} of the admin center's CSV download`);
      await addCsvDetails(path, form, details);
    }
    for (const file of files) yield* readFile(file, details, options);
  } catch (error) {
    throw toLogError(error);
  }
}

const DETAILS = { steps: "provisioning steps", properties: "modified properties" } as const;

async function* readFile(
  { path, form }: LogFile,
  details: CsvDetails,
  options: ReadLogOptions,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const { onFormat, onUnfinishedLine } = options;
  if (form === "json") yield* readJsonLog(path, options);
  else if (form === "entries") yield* readCsvEntries(path, details, (format) => onFormat?.(path, format));
  else if (form === "own") {
    onFormat?.(path, `a log of ${LOG_INITIATOR}`);
    yield* readJsonlLog(path, onUnfinishedLine === undefined ? {} : { onUnfinishedLine });
  }
}

async function findFiles(paths: readonly string[]): Promise<readonly LogFile[]> {
  const files: LogFile[] = [];
  for (const path of paths) files.push({ path, form: await formOf(path) });
  for (const path of await detailsBeside(files)) files.push({ path, form: await formOf(path) });
  const [first] = files;
  if (first !== undefined && files.every(({ form }) => form === "steps" || form === "properties"))
    throw invalidLog(
      first.path,
      "holds details of changes; name the file ProvisioningLogs of the same download as well",
    );
  return files;
}

/** The name of the file of entries, in a download, and what is added for the others. */
const ENTRIES_NAME = "ProvisioningLogs";
const DETAIL_NAMES = ["ProvisioningLogs_ProvisioningSteps", "ProvisioningLogs_ModifiedProperties"];

async function detailsBeside(files: readonly LogFile[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, form } of files) {
    const name = basename(path);
    if (form !== "entries" || !name.includes(ENTRIES_NAME)) continue;
    for (const detail of DETAIL_NAMES) {
      const beside = join(dirname(path), name.replace(ENTRIES_NAME, detail));
      if (!files.some((file) => file.path === beside) && (await exists(beside))) found.push(beside);
    }
  }
  return found;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A pipe can be read only once, so that it must be a log of this package. */
async function formOf(path: string): Promise<Form> {
  const stats = await orInvalidLog(`The log file ${path} cannot be read`, () => stat(path));
  if (!stats.isFile() || stats.size === 0 || (await isOwnLog(path))) return "own";
  const file = await openFile(path);
  try {
    if (await looksLikeJson(file)) return "json";
  } finally {
    await file.handle.close();
  }
  return csvLogKind(path);
}

/** An entry that names no initiator is not one of Entra's. */
async function isOwnLog(path: string): Promise<boolean> {
  const file = await orInvalidLog(`The log file ${path} cannot be read`, () => open(path, "r"));
  try {
    const first = await readFirstLine(file);
    if (first === undefined) return false;
    const entry = parseLogEntry(first.content);
    if (entry !== undefined) return [LOG_INITIATOR, ""].includes(initiatorOf(entry));
    return !first.complete && isTornEntry(first.content);
  } finally {
    await file.close();
  }
}
