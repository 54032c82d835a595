/** The file that holds a copy of Entra's provisioning log: one entry a line, appended. */
import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { ProvisioningError } from "../../errors.ts";
import { readJsonlLog } from "../../files/index.ts";
import { findLineFeedBefore } from "../../files/log/jsonl-log.ts";
import { initiatorOf, parseLogEntry, readFirstLine } from "../../files/log/own-entry.ts";
import { orInvalidLog } from "../../files/reading/file-errors.ts";
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { LOG_INITIATOR } from "../../provisioning/ports/log.ts";

/** Milliseconds before the newest entry from which Entra's log is read again, because entries become visible late. */
const OVERLAP = 30 * 60_000;
/** Ids that are collected before those outside the overlap are forgotten. */
const MAX_IDS = 50_000;

/** A copy of Entra's log, open for appending. */
interface EntraLog {
  /** From when on Entra's log is to be read; undefined for all of it. */
  readonly since: Date | undefined;
  /** Whether the file has an entry. */
  has(id: string): boolean;
  /** Appends entries. The file is created with the first one, readable by its owner only. */
  append(entries: readonly ProvisioningLogEntry[]): Promise<void>;
}

/** Which entries of the file matter. */
interface EntraLogOptions {
  /** Object id of the application. */
  readonly servicePrincipalId: string;
  /** From when on Entra's log is to be read, instead of from the newest entry. */
  readonly since: Date | undefined;
}

/**
 * Opens the file; what a crash left of an entry is removed.
 *
 * @throws ProvisioningError `invalid_log` for a file that is no copy of Entra's log, which is left as it is.
 */
export async function openEntraLog(path: string, options: EntraLogOptions): Promise<EntraLog> {
  if (existsSync(path)) await repair(path);
  const { ids, since } = existsSync(path)
    ? await readKnown(path, options)
    : { ids: new Set<string>(), since: options.since };
  return {
    since,
    has: (id) => ids.has(id),
    async append(entries) {
      if (entries.length === 0) return;
      const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
      await writing(path, async () => {
        const file = await open(path, "a", 0o600);
        await file.appendFile(lines, "utf8").finally(() => file.close());
      });
    },
  };
}

/** Checks that the file is a copy of Entra's log, and cuts what follows its last line break. */
async function repair(path: string): Promise<void> {
  await writing(path, async () => {
    const file = await open(path, "r+");
    try {
      const { size } = await file.stat();
      if (size === 0) return;
      const first = await readFirstLine(file);
      const entry = first?.complete === true ? parseLogEntry(first.content) : undefined;
      if (entry === undefined) throw refused(path, "is not a log of entra logs");
      if (initiatorOf(entry) === LOG_INITIATOR) throw refused(path, "is the log of a job of this package");
      const end = (await findLineFeedBefore(file, size)) + 1;
      if (end < size) await file.truncate(end);
    } finally {
      await file.close();
    }
  });
}

/** Reads which entries the file has, from where Entra's log is to be read on. */
async function readKnown(path: string, { servicePrincipalId, since }: EntraLogOptions) {
  const times = new Map<string, number>();
  let newest = Number.NEGATIVE_INFINITY;
  const start = () => since?.getTime() ?? newest - OVERLAP;
  const forget = () => {
    for (const [id, time] of times) if (time < start()) times.delete(id);
  };
  for await (const { id, activityDateTime, servicePrincipal } of readJsonlLog(path)) {
    const time = Date.parse(activityDateTime);
    times.set(id, time);
    // A file may hold the logs of several applications.
    if (servicePrincipal?.id === servicePrincipalId) newest = Math.max(newest, time);
    if (times.size % MAX_IDS === 0) forget();
  }
  forget();
  const from = start();
  return { ids: new Set(times.keys()), since: Number.isFinite(from) ? new Date(from) : undefined };
}

function writing<Result>(path: string, operation: () => Promise<Result>): Promise<Result> {
  return orInvalidLog(`The log file ${path} cannot be written`, operation);
}

function refused(path: string, problem: string): ProvisioningError {
  return new ProvisioningError(
    "invalid_log",
    `The file ${path} ${problem}, and was left as it is; choose another file`,
  );
}
