/** The command `log`: selected entries of a provisioning log as a table or a report. */
import { once } from "node:events";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readProvisioningLog } from "../../files/log/read-provisioning-log.ts";
import { writeHtmlReport } from "../../files/report/html-report.ts";
import { type LogQuery, type ProvisioningLogEntry, queryLog } from "../../provisioning/index.ts";
import type { ProvisioningAction, ProvisioningStatus } from "../../provisioning/ports/log.ts";
import { DEFAULT_LOG } from "../options/job-options.ts";
import { resolvePath } from "../options/read-file.ts";
import { requireWritableReport } from "../options/report-file.ts";
import { actionLabel, userNameOf } from "../output/render-log-entry.ts";
import { createTable, type Table } from "../output/table.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, Output, ToAction } from "../process/io.ts";
import { jsonLine, printable } from "../process/printable.ts";

/** Options of `log`. */
interface LogOptions extends LogQuery {
  readonly json?: boolean;
  readonly report?: string;
}

const ACTIONS = [
  "create",
  "update",
  "disable",
  "delete",
  "stagedDelete",
  "other",
] as const satisfies readonly ProvisioningAction[];
const STATUSES = ["success", "warning", "failure", "skipped"] as const satisfies readonly ProvisioningStatus[];
/** Selects the last cycle, in place of an id. */
const LAST = "last";

/** Adds the command to the program. */
export function defineLog(program: Command, toAction: ToAction): void {
  program
    .command("log")
    .description("Shows the entries of a provisioning log by user, action, result or time.")
    .argument(
      "[files...]",
      "log of provision, Graph's auditLogs/provisioning (pages in any number), or the admin center's JSON or CSV download",
      [DEFAULT_LOG],
    )
    .option("--user <name>", "id or name of a user or an account, whole, in any case")
    .addOption(choiceOption("--action <action>", "what was done", ACTIONS))
    .addOption(choiceOption("--status <status>", "how it ended", STATUSES))
    .option("--from <time>", "earliest time, such as 2026-03-01 (UTC) or 2026-03-01T08:00:00Z")
    .option("--to <time>", "end of the time, exclusive")
    .option("--cycle <id>", `one cycle by its id; ${LAST} is that of the last entry`)
    .option("--json", "print JSON lines, one entry a line; the counts go to stderr")
    .addOption(
      new Option(
        "--report <file>",
        "write a report of the entries (HTML page) in place of the table; a file that is not a report is left as it is",
      ).conflicts("json"),
    )
    .action(toAction(log));
}

/** An option with a fixed set of values, in any case. */
function choiceOption<Value extends string>(flags: string, description: string, values: readonly Value[]): Option {
  return new Option(flags, `${description}: ${values.join(", ")}`).argParser((choice: string) => {
    const value = values.find((known) => known.toLowerCase() === choice.toLowerCase());
    if (value === undefined) throw new InvalidArgumentError(`Expected one of ${values.join(", ")}.`);
    return value;
  });
}

/**
 * Prints the matching entries in the order of the files, or writes their report, then prints their counts; what the
 * files are goes to stderr. Resolves to 0. One entry is in memory at a time.
 */
async function log(io: Io, files: readonly string[], options: LogOptions): Promise<number> {
  const { json, report, cycle, ...query } = options;
  const page = report === undefined ? undefined : resolvePath(io, report);
  if (page !== undefined) await requireWritableReport(page);
  const paths = files.map((file) => resolvePath(io, file));
  const id = cycle?.toLowerCase() === LAST ? await lastCycle(readEntries(io, paths, false)) : cycle;
  const selected = queryLog(readEntries(io, paths, true), { ...query, ...(id === undefined ? {} : { cycle: id }) });
  const counts = new Map<string, number>();
  const entries = countEntries(selected, counts);
  if (page === undefined) await print(io, entries, json === true ? printLine(io.stdout) : printRow(io.stdout));
  else await writeHtmlReport(page, { entries });
  (json === true ? io.stderr : io.stdout).write(renderCounts(counts));
  return EXIT_STATUS.done;
}

/** Reads the entries of all files until the command is stopped. */
async function* readEntries(
  io: Io,
  paths: readonly string[],
  warn: boolean,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const entries = readProvisioningLog(paths, {
    onFormat: (path, format) => warn && io.stderr.write(`${printable(path)}: read as ${format}\n`),
    onWarning: (sentence) => warn && io.stderr.write(`warning: ${printable(sentence)}\n`),
    onUnfinishedLine: (line) => warn && warnOfUnfinishedLine(io, line),
  });
  for await (const entry of entries) {
    io.signal.throwIfAborted();
    yield entry;
  }
}

/** Passes the entries on, and counts them by what was done. */
async function* countEntries(
  entries: AsyncIterable<ProvisioningLogEntry>,
  counts: Map<string, number>,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  for await (const entry of entries) {
    const label = actionLabel(entry);
    counts.set(label, (counts.get(label) ?? 0) + 1);
    yield entry;
  }
}

async function print(io: Io, entries: AsyncIterable<ProvisioningLogEntry>, printer: Printer): Promise<void> {
  try {
    for await (const entry of entries) {
      printer.entry(entry);
      if (io.stdout.writableNeedDrain) await once(io.stdout, "drain", { signal: io.signal });
    }
  } finally {
    printer.end();
  }
}

async function lastCycle(entries: AsyncIterable<ProvisioningLogEntry>): Promise<string | undefined> {
  let last: string | undefined;
  for await (const { cycleId } of entries) last = cycleId;
  return last;
}

function warnOfUnfinishedLine({ stderr }: Io, line: number): void {
  stderr.write(
    `warning: line ${line}, the last one, is incomplete: it is being written, or a run was cut off and the next one writes it again\n`,
  );
}

interface Printer {
  entry(entry: ProvisioningLogEntry): void;
  end(): void;
}

function printLine(output: Output): Printer {
  return { entry: (entry) => void output.write(`${jsonLine(entry)}\n`), end: () => undefined };
}

function printRow(output: Output): Printer {
  const table: Table = createTable(output, ["time", "what", "user", "account", "details"], { wideLastColumn: true });
  return { entry: (entry) => table.add(rowOf(entry)), end: () => table.end() };
}

function rowOf(entry: ProvisioningLogEntry): readonly string[] {
  const { activityDateTime, targetIdentity, modifiedProperties } = entry;
  const { status, errorInformation: error } = entry.provisioningStatusInfo;
  const names = modifiedProperties.map(({ displayName }) => displayName).join(", ");
  const details = status === "success" || error === null ? names : `${error.errorCode}: ${error.reason}`;
  return [
    activityDateTime,
    actionLabel(entry),
    userNameOf(entry),
    targetIdentity.displayName || targetIdentity.id,
    details,
  ];
}

function renderCounts(counts: ReadonlyMap<string, number>): string {
  let total = 0;
  for (const count of counts.values()) total += count;
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([label, count]) => `${count} ${printable(label)}`);
  const entries = total === 1 ? "1 entry" : `${total} entries`;
  return `${entries}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}\n`;
}
